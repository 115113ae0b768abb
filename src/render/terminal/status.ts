import { type ComponentLine, componentLine } from './component.ts';
import { type Screen, paint } from './screen.ts';

interface Status {
  readonly lab: string;
  readonly scenario: string;
  readonly since: string;
  readonly components: readonly (ComponentLine & { readonly state: string })[];
  readonly runs: readonly {
    readonly id: number;
    readonly startedAt: string;
    readonly requests: number;
    readonly failed: number;
  }[];
}

/** For a person: the components and the runs of a lab. For a pipe: component, state, what it runs. */
export function renderStatus(status: Status, screen: Screen): string {
  if (!screen.isTTY) {
    return status.components
      .map(({ name, state, runs }) => `${name}\t${state}\t${runs}\n`)
      .join('');
  }
  const { bold, dim, green, red } = paint(screen);
  const running = green(screen.unicode ? '●' : '*');
  const stopped = red(screen.unicode ? '○' : '-');
  const lines = [
    `${bold(`Lab "${status.lab}"`)} ${dim(`scenario ${status.scenario}, since ${status.since}`)}`,
    ...status.components.map(
      (component) =>
        `${component.state === 'running' ? running : stopped} ${componentLine(component, component.state, screen)}`,
    ),
    ...status.runs.map(({ id, startedAt, requests, failed }) => {
      const failures = failed === 0 ? '' : `, ${failed} failed`;
      return `  run ${id}  ${requests} requests${failures}  ${dim(startedAt)}`;
    }),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
