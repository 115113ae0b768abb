import { counted } from '../../model/counted.ts';
import { zonedTime } from '../../model/instant.ts';
import { micros } from '../../model/units.ts';
import { type AdaptiveShown, adaptiveLines, adaptiveRows } from './adaptive.ts';
import { type ComponentLine, componentLine, componentRows } from './component.ts';
import { endpointLines, endpointRows, type Endpoints } from './endpoints.ts';
import { type Screen, paint } from './screen.ts';
import { tsvRows } from '../tsv.ts';
import type { ServiceFault } from '../../model/switched-fault.ts';
import { type SentRequests, sentRequests } from './sent-requests.ts';
import { type StorageShown, storageLines, storageRows } from './storage.ts';
import { megabytes } from './words.ts';
import { faultPieces, faultRows } from './switched-faults.ts';
import { hanging } from './wrap.ts';

interface Status {
  readonly lab: string;
  readonly scenario: string;
  readonly since: string;
  readonly components: readonly (ComponentLine & { readonly state: string })[];
  readonly runs: readonly (SentRequests & {
    readonly id: number;
    readonly startedAt: string;
    readonly failed: number;
  })[];
  readonly endpoints: Endpoints;
  readonly faults: readonly ServiceFault[];
  readonly sampling?: string | undefined;
  readonly adaptive?: AdaptiveShown | undefined;
  readonly store?: Store | undefined;
  readonly refused?: readonly Refused[] | undefined;
  readonly storage?: StorageShown | undefined;
  /** Components that write and read traces use different storages. */
  readonly apart?: string | undefined;
}

interface Refused {
  readonly reason: string;
  readonly requests: number;
}

interface Store {
  readonly traces: number;
  readonly maxTraces: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly evictedTraces: number;
}

/** The components of a lab, what is switched on in them, the runs, and how full the embedded Jaeger is. */
export function renderStatus(status: Status, screen: Screen): string {
  if (screen.format === 'tsv') return rows(status);
  const { bold, dim, green, red, yellow } = paint(screen);
  const zoned = (time: string): string => zonedTime(micros(Date.parse(time) * 1000), screen);
  const running = green(screen.unicode ? '●' : '*');
  const stopped = red(screen.unicode ? '○' : '-');
  const line = (...pieces: string[]): string => hanging(pieces, '  ', screen.columns);
  const { lab, scenario, since, components, endpoints, faults, runs } = status;
  const { sampling, adaptive, store, refused, storage, apart } = status;
  return [
    line(bold(`Lab "${lab}"`), dim(`scenario ${scenario}`), dim(`since ${zoned(since)}`)),
    ...components.map(
      (component) =>
        `${component.state === 'running' ? running : stopped} ${componentLine(component, component.state, screen)}\n`,
    ),
    endpointLines(endpoints, screen),
    ...(sampling ? [line('  sampling', sampling)] : []),
    ...(adaptive ? [adaptiveLines(adaptive, screen)] : []),
    ...faults.map((fault) => line(`  ${yellow('on purpose')}`, ...faultPieces(fault, screen))),
    ...runs.map((run) => {
      const failures = run.failed === 0 ? '' : `, ${run.failed} failed`;
      const cut = run.interrupted ? ', interrupted' : '';
      const said = `${sentRequests(run)} requests${failures}${cut}`;
      return line(`  run ${run.id}`, said, dim(zoned(run.startedAt)));
    }),
    ...(store ? [hanging(storePieces(store), ', ', screen.columns)] : []),
    ...(storage ? [storageLines(storage, screen)] : []),
    ...(apart === undefined
      ? []
      : [hanging([`  ${red('problem')}`, ...apart.split(' ')], ' ', screen.columns)]),
    ...refusedLines(refused ?? [], lab, screen),
  ].join('');
}

const rows = ({
  components,
  endpoints,
  faults,
  runs,
  sampling,
  adaptive,
  store,
  refused = [],
  storage,
  apart,
  ...lab
}: Status): string =>
  [
    tsvRows('lab', 'lab scenario since', [lab]),
    componentRows(components),
    endpointRows(endpoints),
    tsvRows('sampling', 'requests', sampling ? [{ requests: sampling }] : []),
    adaptiveRows(adaptive),
    faultRows(faults),
    tsvRows(
      'run',
      'id startedAt requests failed interrupted planned',
      runs.map((run) => ({ ...run, planned: run.planned })),
    ),
    tsvRows('store', 'traces maxTraces bytes maxBytes evictedTraces', store ? [store] : []),
    tsvRows('refused', 'reason requests', refused),
    storageRows(storage),
    tsvRows('apart', 'problem', apart === undefined ? [] : [{ problem: apart }]),
  ].join('');

const storePieces = ({ traces, maxTraces, bytes, maxBytes, evictedTraces }: Store): string[] => [
  `  store  ${traces} of ${counted(maxTraces, 'trace')}`,
  `${megabytes(bytes)} of ${megabytes(maxBytes)}`,
  ...(evictedTraces === 0 ? [] : [`${evictedTraces} older ones made room`]),
];

/** What was sent to a wrong place or in a wrong form is not in any trace. */
function refusedLines(refused: readonly Refused[], lab: string, screen: Screen): string[] {
  if (refused.length === 0) return [];
  const { yellow } = paint(screen);
  const all = refused.map(({ reason, requests }) => `${requests} (${reason})`).join(', ');
  const named = lab === 'lab' ? '' : ` --name ${lab}`;
  const { startedAs = 'jaeger-lab' } = screen;
  const hint = `see what to change: ${startedAs} logs jaeger${named}`;
  return [hanging([`  ${yellow('refused')}  requests: ${all}`, hint], '; ', screen.columns)];
}
