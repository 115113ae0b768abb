import { type ComponentLine, componentRows } from './component.ts';
import { paint, type Screen } from './screen.ts';

interface LabUp {
  readonly lab: string;
  readonly scenario: string;
  readonly tookMs: number;
  readonly components: readonly ComponentLine[];
}

/** That a lab is up. For a pipe: a row for each component: name, what it runs, where it is. */
export function renderUp({ lab, scenario, tookMs, components }: LabUp, screen: Screen): string {
  if (screen.format === 'table') {
    const name = paint(screen).bold(`Lab "${lab}" is up`);
    return `${name} (scenario ${scenario}) in ${(tookMs / 1000).toFixed(1)} s.\n`;
  }
  return componentRows(components);
}
