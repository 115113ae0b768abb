import { tsvRows } from '../tsv.ts';
import { age } from './age.ts';
import { paint, type Screen } from './screen.ts';
import { type Cell, table } from './table.ts';
import { megabytes } from './words.ts';
import { paragraph } from './wrap.ts';

export interface LabShown {
  readonly lab: string;
  readonly state: string;
  readonly runtime?: string | undefined;
  readonly scenario?: string | undefined;
  /** RFC 3339. */
  readonly since?: string | undefined;
  readonly owner?: string | undefined;
  readonly isMine: boolean;
  readonly running: number;
  readonly components: number;
  readonly ports: readonly number[];
  readonly diskBytes: number;
  /** The command that made the lab for itself. */
  readonly temporary?: string | undefined;
}

/** Labs, one a line; below them how those go that need help. */
export function renderList(
  { labs, now }: { readonly labs: readonly LabShown[]; readonly now: number },
  screen: Screen,
): string {
  if (screen.format === 'tsv') return rows(labs);
  if (labs.length === 0) return 'There are no labs.\n';
  const hasOthers = labs.some(({ isMine }) => !isMine);
  const columns = [
    { title: 'lab', cutTo: 8, keeps: 8 },
    { title: 'state' },
    { title: 'runtime', givenUp: 2 },
    { title: 'scenario', cutTo: 8, keeps: 8, givenUp: 4 },
    { title: 'age', align: 'right' as const },
    { title: 'disk', align: 'right' as const, givenUp: 1 },
    { title: 'ports', cutTo: 14, keeps: Infinity, between: BETWEEN },
    ...(hasOthers ? [{ title: 'owner', cutTo: 10, givenUp: 3 }] : []),
  ];
  const lines = labs.map((one): Cell[] => [
    one.lab,
    stateCell(one, screen),
    one.runtime ?? '',
    one.scenario ?? '',
    one.since === undefined ? '' : age(now - Date.parse(one.since)),
    size(one.diskBytes),
    ranges(one.ports),
    ...(hasOthers ? [one.isMine ? 'you' : (one.owner ?? '')] : []),
  ]);
  return table(columns, lines, screen) + labs.map((lab) => remark(lab, screen)).join('');
}

const rows = (labs: readonly LabShown[]): string =>
  tsvRows(
    'lab',
    'lab state runtime scenario since owner isMine running components ports diskBytes temporary',
    labs.map(({ owner, temporary, since, runtime, scenario, ...lab }) => ({
      ...{ ...lab, owner, temporary, since, runtime, scenario },
      ports: lab.ports.join(' '),
    })),
  );

function stateCell({ state, running, components }: LabShown, screen: Screen): Cell {
  const { green, yellow } = paint(screen);
  if (state === 'up') return { text: state, style: green };
  const text = state === 'incomplete' ? `${running} of ${components} run` : state;
  return { text, style: yellow };
}

const MEGABYTE = 1e6;

const size = (bytes: number): string =>
  bytes < MEGABYTE ? `${Math.ceil(bytes / 1000)} kB` : megabytes(bytes);

const BETWEEN = ', ';

/** "5000-5002, 16686" */
export function ranges(ports: readonly number[]): string {
  const found: [from: number, to: number][] = [];
  for (const port of ports) {
    const last = found.at(-1);
    if (last && port <= last[1] + 1) last[1] = port;
    else found.push([port, port]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(BETWEEN);
}

function remark({ lab, state, temporary = 'command', isMine }: LabShown, screen: Screen): string {
  const down = `${screen.startedAs ?? 'jaeger-lab'} down --name ${lab}`;
  if (state === 'left-over') {
    const text = `left over from a ${temporary} that was killed. The next ${temporary} removes it, or ${down}`;
    return paragraph(`${lab}: ${text}`, screen);
  }
  return state === 'stateless' && isMine
    ? paragraph(
        `${lab}: its state is not in your home folder: it is lost, or the lab was started from another home. ${down} removes it`,
        screen,
      )
    : '';
}
