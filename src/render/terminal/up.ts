import { type ComponentLine, componentRows } from './component.ts';
import { endpointLines, endpointRows, type Endpoints } from './endpoints.ts';
import { paint, type Screen } from './screen.ts';
import { hanging } from './wrap.ts';

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
    const took = `(scenario ${scenario}) in ${(tookMs / 1000).toFixed(1)} s.`;
    return hanging([name, took], ' ', screen.columns) + endpointLines(up.endpoints, screen);
  }
  const components = up.components.map((one) => ({ ...one, state: 'running' }));
  return componentRows(components) + endpointRows(up.endpoints);
}
