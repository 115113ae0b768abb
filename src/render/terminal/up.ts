import { type ComponentLine, componentRows } from './component.ts';
import { endpointLines, type Endpoints } from './endpoints.ts';
import { paint, type Screen } from './screen.ts';

interface LabUp {
  readonly lab: string;
  readonly scenario: string;
  readonly tookMs: number;
  readonly components: readonly ComponentLine[];
  readonly endpoints: Endpoints;
}

/** That a lab is up. For a pipe: a row for each component: name, what it runs, where it is. */
export function renderUp({ lab, scenario, tookMs, ...up }: LabUp, screen: Screen): string {
  if (screen.format === 'table') {
    const name = paint(screen).bold(`Lab "${lab}" is up`);
    const lines = [
      `${name} (scenario ${scenario}) in ${(tookMs / 1000).toFixed(1)} s.`,
      ...endpointLines(up.endpoints, screen),
    ];
    return lines.map((line) => `${line}\n`).join('');
  }
  return componentRows(up.components);
}
