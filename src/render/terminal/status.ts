import { zonedTime } from '../../model/instant.ts';
import { micros } from '../../model/units.ts';
import { type ComponentLine, componentLine, componentRows } from './component.ts';
import { endpointLines, type Endpoints } from './endpoints.ts';
import { type Screen, paint } from './screen.ts';
import { tsvRows } from '../tsv.ts';
import type { ServiceFault } from '../../model/switched-fault.ts';
import { megabytes } from './words.ts';
import { faultLine, faultRows } from './switched-faults.ts';

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
  readonly endpoints: Endpoints;
  readonly faults: readonly ServiceFault[];
  readonly store?: Store | undefined;
  readonly refused?: readonly Refused[] | undefined;
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
  const lines = [
    `${bold(`Lab "${status.lab}"`)} ${dim(`scenario ${status.scenario}, since ${zoned(status.since)}`)}`,
    ...status.components.map(
      (component) =>
        `${component.state === 'running' ? running : stopped} ${componentLine(component, component.state, screen)}`,
    ),
    ...endpointLines(status.endpoints, screen),
    ...status.faults.map((fault) => `  ${yellow('on purpose')}  ${faultLine(fault, screen)}`),
    ...status.runs.map(({ id, startedAt, requests, failed }) => {
      const failures = failed === 0 ? '' : `, ${failed} failed`;
      return `  run ${id}  ${requests} requests${failures}  ${dim(zoned(startedAt))}`;
    }),
    ...(status.store ? [`  ${storeLine(status.store)}`] : []),
    ...refusedLines(status.refused ?? [], screen),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const rows = ({ components, faults, runs, store, refused = [], ...lab }: Status): string =>
  [
    tsvRows('lab', 'lab scenario since', [lab]),
    componentRows(components),
    faultRows(faults),
    tsvRows('run', 'id startedAt requests failed', runs),
    tsvRows('store', 'traces maxTraces bytes maxBytes evictedTraces', store ? [store] : []),
    tsvRows('refused', 'reason requests', refused),
  ].join('');

function storeLine({ traces, maxTraces, bytes, maxBytes, evictedTraces }: Store): string {
  const evicted = evictedTraces === 0 ? '' : `, ${evictedTraces} older ones made room`;
  return `store  ${traces} of ${maxTraces} traces, ${megabytes(bytes)} of ${megabytes(maxBytes)}${evicted}`;
}

/** What was sent to a wrong place or in a wrong form is not in any trace. */
function refusedLines(refused: readonly Refused[], screen: Screen): string[] {
  if (refused.length === 0) return [];
  const { yellow } = paint(screen);
  const all = refused.map(({ reason, requests }) => `${requests} (${reason})`).join(', ');
  return [`  ${yellow('refused')}  requests: ${all}; jaeger-lab logs jaeger says what to change`];
}
