import { groupBy } from '../base/group-by.ts';
import type { Trace } from '../model/trace.ts';
import { type Micros, micros } from '../model/units.ts';
import type { Waterfall } from './waterfall.ts';

/** A line that a component logged within a request. */
export interface SpanLog {
  readonly component: string;
  readonly spanId: string;
  readonly timeUs: Micros;
  readonly level: string;
  readonly message: string;
}

/** The log lines of one trace, oldest first. */
export interface TraceLogs {
  readonly bySpan: ReadonlyMap<string, readonly SpanLog[]>;
  /** Those whose span the trace does not have. */
  readonly elsewhere: readonly SpanLog[];
}

/**
 * Puts the log lines of a trace under its spans. A span that is drawn at another time, because clocks disagree, takes
 * its lines along: they were written by the same clock.
 *
 * @see docs/definitions.md#waterfall
 */
export function logsBySpan(
  lines: readonly SpanLog[],
  { spans }: Pick<Trace, 'spans'>,
  { rows }: Pick<Waterfall, 'rows'>,
): TraceLogs {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const drawn = rows.flatMap((row) => row.spans);
  const movedUs = new Map(drawn.map((span) => [span.spanId, span.movedUs ?? 0]));
  const sorted = lines
    .map((line) => ({ ...line, timeUs: micros(line.timeUs + (movedUs.get(line.spanId) ?? 0)) }))
    .toSorted((a, b) => a.timeUs - b.timeUs);
  const [under, elsewhere] = [true, false].map((isKnown) =>
    sorted.filter(({ spanId }) => known.has(spanId) === isKnown),
  ) as [SpanLog[], SpanLog[]];
  return { bySpan: groupBy(under, ({ spanId }) => spanId), elsewhere };
}
