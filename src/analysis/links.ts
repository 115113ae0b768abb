import type { Span, SpanLink, Trace } from '../model/trace.ts';
import { stepOf, type CallStep } from './call-path.ts';

/** Traces that links lead to or come from, by id; undefined for one that Jaeger does not have. */
export type LinkedTraces = ReadonlyMap<string, Trace | undefined>;

/** A link between a span of a trace and another span, in the same trace or another. */
export interface TraceLink extends CallStep {
  /** `to`: the trace's own span has the link; `from`: the other span has it. */
  readonly direction: 'to' | 'from';
  /** Of the trace itself. */
  readonly spanId: string;
  readonly otherTraceId: string;
  readonly otherSpanId: string;
  /** Undefined where the other span was not read. */
  readonly other: CallStep | undefined;
  /** `absent`: Jaeger does not have the trace, or the trace not the span; `not-read`: there were too many. */
  readonly state: 'read' | 'absent' | 'not-read';
}

const NO_TRACES: LinkedTraces = new Map();

/**
 * The links of a trace in both directions, as far as the traces at their other ends are known: those that its spans have
 * by start, then those that lead to it.
 */
export function linksOf(trace: Trace, others: LinkedTraces = NO_TRACES): TraceLink[] {
  if (others.size === 0 && trace.spans.every(({ links }) => links.length === 0)) return [];
  const spans = new Map<string, Span>();
  const known = new Map([...others, [trace.traceId, trace]]);
  const spanIn = (traceId: string, spanId: string): Span | undefined =>
    traceId === trace.traceId
      ? spans.get(spanId)
      : known.get(traceId)?.spans.find((span) => span.spanId === spanId);
  for (const span of trace.spans) spans.set(span.spanId, span);
  const own = trace.spans.flatMap((span) =>
    span.links.map(({ traceId, spanId }): TraceLink => {
      const other = spanIn(traceId, spanId);
      const otherTrace = known.get(traceId);
      return {
        direction: 'to',
        ...stepOf(span, trace),
        spanId: span.spanId,
        otherTraceId: traceId,
        otherSpanId: spanId,
        other: other && otherTrace && stepOf(other, otherTrace),
        state: other ? 'read' : known.has(traceId) ? 'absent' : 'not-read',
      };
    }),
  );
  return [
    ...own,
    ...Array.from(others.values()).flatMap((other) => linksFrom(other, trace, spans)),
  ];
}

function linksFrom(
  other: Trace | undefined,
  trace: Trace,
  spans: ReadonlyMap<string, Span>,
): TraceLink[] {
  if (other === undefined || other.traceId === trace.traceId) return [];
  return other.spans.flatMap((from) =>
    from.links.flatMap(({ traceId, spanId }): TraceLink[] => {
      const span = traceId === trace.traceId ? spans.get(spanId) : undefined;
      if (span === undefined) return [];
      return [
        {
          direction: 'from',
          ...stepOf(span, trace),
          spanId,
          otherTraceId: other.traceId,
          otherSpanId: from.spanId,
          other: stepOf(from, other),
          state: 'read',
        },
      ];
    }),
  );
}

/** The ids of the other traces that links of these lead to. */
export function linkedIds(traces: readonly Trace[]): string[] {
  const own = new Set(traces.map(({ traceId }) => traceId));
  const ids = new Set<string>();
  for (const link of linksIn(traces)) if (!own.has(link.traceId)) ids.add(link.traceId);
  return Array.from(ids);
}

function* linksIn(traces: readonly Trace[]): Generator<SpanLink> {
  for (const { spans } of traces) for (const { links } of spans) yield* links;
}

/** For each of these traces those of the others that a link leads to, or comes from. */
export function linkedAmong(traces: readonly Trace[]): ReadonlyMap<Trace, ReadonlySet<Trace>> {
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  const linked = new Map<Trace, Set<Trace>>();
  const join = (one: Trace, other: Trace): void => {
    const before = linked.get(one);
    if (before === undefined) linked.set(one, new Set([other]));
    else before.add(other);
  };
  for (const trace of traces)
    for (const { traceId } of linksIn([trace])) {
      const other = byId.get(traceId);
      if (other === undefined || other === trace) continue;
      join(trace, other);
      join(other, trace);
    }
  return linked;
}

/** How many links of these lead to traces that are not among them and were not read. */
export function unreadLinks(traces: readonly Trace[], linked: LinkedTraces): number {
  const known = new Set(traces.map(({ traceId }) => traceId));
  let unread = 0;
  for (const { traceId } of linksIn(traces))
    if (!known.has(traceId) && linked.get(traceId) === undefined) unread += 1;
  return unread;
}

/** Whether a message left the trace: some span of another may link to its producer. */
export const sendsMessages = (trace: Trace): boolean =>
  trace.spans.some(
    ({ kind, spanId }) =>
      kind === 'producer' && !trace.children(spanId).some((below) => below.kind === 'consumer'),
  );
