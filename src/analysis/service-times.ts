import { micros, type Micros } from '../model/units.ts';
import type { Span } from '../model/trace.ts';
import { groupBy } from '../base/group-by.ts';

/** What one service did in a trace. */
export interface ServiceTime {
  readonly service: string;
  /** How long the request waited for the service itself; of all services together the request. */
  readonly pathUs: Micros;
  /** A fraction of the request; undefined without one, and where it took no time. */
  readonly share: number | undefined;
  /** Where work is parallel, more than the request in all. */
  readonly selfUs: Micros;
  readonly spans: number;
  /** Spans whose status is an error. */
  readonly errors: number;
}

/** A row of the waterfall: all of its spans are of one service. */
interface TimedRow {
  readonly spans: readonly [Span, ...Span[]];
  readonly pathUs: Micros;
  readonly selfUs: Micros;
}

/**
 * The rows of a trace added up for each service, most time on the critical path first.
 *
 * @param rows every span in one of them
 * @see docs/definitions.md#waterfall
 */
export function serviceTimes(rows: readonly TimedRow[], requestUs: number | undefined) {
  const groups = groupBy(rows, ({ spans }) => spans[0].resource.service);
  return Array.from(groups, ([service, own]) => totalOf(service, own, requestUs)).sort(
    (a, b) => b.pathUs - a.pathUs || b.selfUs - a.selfUs || (a.service < b.service ? -1 : 1),
  );
}

function totalOf(
  service: string,
  rows: readonly TimedRow[],
  requestUs: number | undefined,
): ServiceTime {
  const sum = (of: (row: TimedRow) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const pathUs = sum((row) => row.pathUs);
  return {
    service,
    pathUs: micros(pathUs),
    share: requestUs ? pathUs / requestUs : undefined,
    selfUs: micros(sum((row) => row.selfUs)),
    spans: sum(({ spans }) => spans.length),
    errors: sum(({ spans }) => spans.filter(({ status }) => status === 'error').length),
  };
}
