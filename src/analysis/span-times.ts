import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import type { CallPath, CallTree } from './call-path.ts';
import { timeOnPath, type CriticalPath } from './critical-path.ts';
import type { Grouping, RowKey } from './grouping.ts';
import { selfTime } from './self-time.ts';
import type { SlowestBy } from './slowest-finding.ts';

/** A span with its place in the request and its times by every measure. */
export interface TimedSpan {
  readonly span: Span;
  readonly place: CallPath;
  /** The row that it counts for. */
  readonly row: RowKey;
  readonly pathUs: Micros;
  readonly selfUs: Micros;
  /** The one of its times that is ranked. */
  readonly rankedUs: Micros;
  readonly requestUs: Micros;
}

/** The spans of one request, which are those below the root of its critical path. */
export function timeSpans(
  trace: Trace,
  path: CriticalPath,
  tree: CallTree,
  grouping: Grouping,
  by: SlowestBy,
): TimedSpan[] {
  const onPath = timeOnPath(path);
  const requestUs = path.root.durationUs;
  return tree.place(trace, path.root).map(({ span, place }) => {
    const pathUs = onPath.get(span) ?? micros(0);
    const selfUs = selfTime(span, trace.children(span.spanId));
    const rankedUs = by === 'path' ? pathUs : by === 'self' ? selfUs : span.durationUs;
    return { span, place, row: grouping.rowOf(span, place), pathUs, selfUs, rankedUs, requestUs };
  });
}

/** Order for sorting; equal times by trace and span id, so that the answer does not depend on how traces came. */
export function slowestFirst(a: TimedSpan, b: TimedSpan): number {
  return (
    b.rankedUs - a.rankedUs ||
    compareText(a.span.traceId, b.span.traceId) ||
    compareText(a.span.spanId, b.span.spanId)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
