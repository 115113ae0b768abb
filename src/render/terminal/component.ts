import { printable } from './printable.ts';
import { tsvRows } from '../tsv.ts';
import { type Screen, paint, signs } from './screen.ts';
import { cut, padEnd, widthOf } from './text-width.ts';

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

/** Columns of a line's parts, beside what it runs: the sign before it, spaces, and a page on a port of this machine. */
const SIGN = 2;
const NAME = 12;
const WHAT = 16;
const PAGE = 22;
const MOST_RUNS = 33;
/** Of what it runs, less than this is of no use to a reader. */
const LEAST_RUNS = 11;

/**
 * What a component runs (of a program on this machine its name), or, for a service of the lab (all of which run one
 * image), where its port went. A narrow terminal shows less of it, or nothing.
 *
 *     jaeger       jaegertracing/jaeger:2.20.0   ready in 0.9 s   http://localhost:16686
 *     validator    5001 → 5001                   ready in 1.1 s   http://localhost:5001
 */
export function componentLine(component: ComponentLine, what: string, screen: Screen): string {
  const { bold, dim } = paint(screen);
  const page = pageOf(component) ?? '';
  const isTable = screen.format === 'table';
  const state = Math.max(WHAT, widthOf(what));
  const left = screen.columns - (SIGN + 1 + state + 1 + Math.max(PAGE, widthOf(page)));
  const printed = printable(component.name);
  const name = padEnd(isTable ? cut(printed, Math.max(NAME, left), screen) : printed, NAME);
  const columns = isTable ? Math.min(MOST_RUNS, left - widthOf(name) - 1) : MOST_RUNS;
  const runs = cut(runsText(component, screen), columns, screen);
  const middle = columns < LEAST_RUNS ? [] : [dim(padEnd(runs, columns))];
  return [bold(name), ...middle, what.padEnd(WHAT), page].join(' ').trimEnd();
}

function runsText(component: ComponentLine, screen: Screen): string {
  const web = webPort(component);
  if (web?.name === 'http') return `${web.port} ${signs(screen).arrow} ${web.hostPort}`;
  return printable(component.runs.replace(/^\/.*\//, ''));
}

/** Where each component is, and its state where that is known. */
export const componentRows = (
  components: readonly (ComponentLine & { readonly state?: string })[],
): string =>
  tsvRows(
    'component',
    'name state runs page',
    components.map((one) => ({ ...one, state: one.state, page: pageOf(one) })),
  );
