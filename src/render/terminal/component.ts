import { printable } from './printable.ts';
import { type Screen, paint, signs } from './screen.ts';

/** What of a component a line shows. `ports`: where it listens, and where a person reaches that. */
export interface ComponentLine {
  readonly name: string;
  readonly runs: string;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly host: string;
    readonly hostPort: number;
  }[];
}

const webPort = ({
  ports,
}: Pick<ComponentLine, 'ports'>): ComponentLine['ports'][number] | undefined =>
  ports.find(({ name }) => name === 'http' || name === 'query');

/** The page a person opens for a component: its web port, on the name that a browser's history knows. */
export function pageOf(component: Pick<ComponentLine, 'ports'>): string | undefined {
  const web = webPort(component);
  if (!web) return undefined;
  return `http://${web.host === '127.0.0.1' ? 'localhost' : web.host}:${web.hostPort}`;
}

/**
 * What a component runs (of a program on this machine its name), or, for a service of the lab (all of which run one
 * image), where its port went.
 *
 *     jaeger       jaegertracing/jaeger:2.20.0   ready in 0.9 s   http://localhost:16686
 *     validator    5001 → 5001                   ready in 1.1 s   http://localhost:5001
 */
export function componentLine(component: ComponentLine, what: string, screen: Screen): string {
  const { bold, dim } = paint(screen);
  const web = webPort(component);
  const middle =
    web?.name === 'http'
      ? `${web.port} ${signs(screen).arrow} ${web.hostPort}`
      : printable(component.runs.replace(/^\/.*\//, ''));
  const name = bold(printable(component.name).padEnd(12));
  return `${name} ${dim(middle.padEnd(33))} ${what.padEnd(16)} ${pageOf(component) ?? ''}`.trimEnd();
}
