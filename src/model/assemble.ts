import { isLoadSpanId } from '../base/load-span-id.ts';
import { mergeRepeated } from './repeated-spans.ts';
import type { Span, Trace, TraceProblem } from './trace.ts';

const NO_SPANS: readonly Span[] = [];

/** Whether nothing of the trace is known to be missing or contradictory: one walk from its roots sees all of it. */
export const isComplete = (trace: Trace): boolean => trace.problems.length === 0;

/** The traces that the spans belong to, in order of their start. */
export function assembleTraces(spans: readonly Span[]): Trace[] {
  const byTrace = new Map<string, Span[]>();
  for (const span of spans) append(byTrace, span.traceId, span);
  return inOrderOfStart(Array.from(byTrace.values(), assembleTrace));
}

/** By start of their first span, then by trace id. */
export function inOrderOfStart(traces: readonly Trace[]): Trace[] {
  const start = (trace: Trace): number => trace.spans[0]?.startUs ?? 0;
  return traces.toSorted((a, b) => start(a) - start(b) || compareText(a.traceId, b.traceId));
}

/**
 * Joins the spans of one trace to a forest, whatever their order. O(n log n), without recursion.
 *
 * @param spans of one trace, at least one
 * @see Trace for what becomes of duplicates, conflicts, orphans and cycles
 */
export function assembleTrace(spans: readonly Span[]): Trace {
  const traceId = commonTraceId(spans);
  const { byId, conflicts, leftOut } = mergeRepeated(localRoots(spans, traceId));
  const kept = Array.from(byId.values()).sort(byStart);
  const cycles = findCycles(kept, byId);
  const cut = new Set(cycles.map(([earliest]) => earliest));

  const parent = (span: Span): Span | undefined =>
    span.parentSpanId === undefined || cut.has(span) ? undefined : byId.get(span.parentSpanId);

  const below = new Map<string, Span[]>();
  const tops: Span[] = [];
  for (const span of kept) {
    const above = parent(span);
    if (above === undefined) tops.push(span);
    else append(below, above.spanId, span);
  }
  const roots = tops.filter((span) => span.parentSpanId === undefined);
  return {
    traceId,
    spans: kept,
    roots,
    tops,
    children: (spanId) => below.get(spanId) ?? NO_SPANS,
    parent,
    leftOut,
    problems: [...noRoot(roots), ...cycles.map(cycleProblem), ...orphans(tops, cut), ...conflicts],
  };
}

/** What `load` started has its root below a span of `load`, which is never reported. */
function localRoots(spans: readonly Span[], traceId: string): readonly Span[] {
  const isLoad = (id: string | undefined): boolean => id !== undefined && isLoadSpanId(id, traceId);
  // Ids that were made by hand may be like it: a span that came is not a parent that cannot.
  const isReported = (): boolean => spans.some(({ spanId }) => isLoad(spanId));
  return spans.some(({ parentSpanId }) => isLoad(parentSpanId)) && !isReported()
    ? spans.map((span) => (isLoad(span.parentSpanId) ? { ...span, parentSpanId: undefined } : span))
    : spans;
}

function commonTraceId(spans: readonly Span[]): string {
  const first = spans[0];
  if (first === undefined) throw new Error('a trace has at least one span');
  const stranger = spans.find((span) => span.traceId !== first.traceId);
  if (stranger) throw new Error(`spans of two traces: ${first.traceId} and ${stranger.traceId}`);
  return first.traceId;
}

/** Earlier first; at the same nanosecond by span id. */
function byStart(a: Span, b: Span): number {
  return a.startUs - b.startUs || a.startNanos - b.startNanos || compareText(a.spanId, b.spanId);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function append(lists: Map<string, Span[]>, key: string, span: Span): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [span]);
  else list.push(span);
}

/**
 * The cycles among the spans, each from its earliest span down to that span's parent.
 *
 * Every span has at most one parent, so a walk upwards either ends, or meets an earlier walk, or meets itself:
 * only the last is a new cycle. Each span is walked over once.
 *
 * @param spans by start
 */
function findCycles(
  spans: readonly Span[],
  byId: ReadonlyMap<string, Span>,
): (readonly [Span, ...Span[]])[] {
  if (startAfterTheirParents(spans, byId)) return [];
  const walkOf = new Map<Span, number>();
  const cycles: (readonly [Span, ...Span[]])[] = [];
  for (const [walk, start] of spans.entries()) {
    let at: Span | undefined = start;
    while (at !== undefined && !walkOf.has(at)) {
      walkOf.set(at, walk);
      at = at.parentSpanId === undefined ? undefined : byId.get(at.parentSpanId);
    }
    if (at !== undefined && walkOf.get(at) === walk) cycles.push(cycleThrough(at, byId));
  }
  return cycles.toSorted(([a], [b]) => byStart(a, b));
}

/** As in most traces, and then there can be no cycle. */
function startAfterTheirParents(spans: readonly Span[], byId: ReadonlyMap<string, Span>): boolean {
  return spans.every((span) => {
    const above = parentIn(span, byId);
    return above === undefined || byStart(above, span) < 0;
  });
}

function cycleThrough(member: Span, byId: ReadonlyMap<string, Span>): readonly [Span, ...Span[]] {
  const upwards = [member];
  for (
    let at = parentIn(member, byId);
    at !== undefined && at !== member;
    at = parentIn(at, byId)
  ) {
    upwards.push(at);
  }
  const downwards = upwards.toReversed();
  const earliest = downwards.reduce((a, b) => (byStart(b, a) < 0 ? b : a));
  const from = downwards.indexOf(earliest);
  return [earliest, ...downwards.slice(from + 1), ...downwards.slice(0, from)];
}

function parentIn(span: Span, byId: ReadonlyMap<string, Span>): Span | undefined {
  return span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId);
}

function noRoot(roots: readonly Span[]): TraceProblem[] {
  return roots.length === 0 ? [{ kind: 'no-root' }] : [];
}

function cycleProblem(cycle: readonly Span[]): TraceProblem {
  return { kind: 'cycle', spanIds: cycle.map((span) => span.spanId) };
}

function orphans(tops: readonly Span[], cut: ReadonlySet<Span>): TraceProblem[] {
  return tops.flatMap((span) =>
    span.parentSpanId === undefined || cut.has(span)
      ? []
      : [{ kind: 'orphan' as const, spanId: span.spanId, parentSpanId: span.parentSpanId }],
  );
}
