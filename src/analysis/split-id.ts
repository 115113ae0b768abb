import type { Span, Trace } from '../model/trace.ts';

/** A trace id of 64 bits is written with so many zeros before it. */
const ZEROS = '0'.repeat(16);

/** Whether an id may have been made by a service that knows only 64 bits. */
export const isCutId = (traceId: string): boolean => traceId.startsWith(ZEROS);

/** What such a service keeps of a longer id. */
export const lowerHalf = (traceId: string): string => traceId.slice(ZEROS.length);

/** The id that such a service makes of a longer one; undefined of one that has no more. */
export const cutId = (traceId: string): string | undefined =>
  isCutId(traceId) ? undefined : ZEROS + lowerHalf(traceId);

/**
 * Traces that are halves of one, because a service on the way cut the id to 64 bits:
 *
 *     7ca373f7c7e0f17d f9965485593768ce    edge       before that service
 *     0000000000000000 f9965485593768ce    readysvc   from that service on
 *
 * @returns for each id with another half the ids of its others
 * @see https://www.w3.org/TR/trace-context-2/#trace-id interoperability with systems of shorter ids
 */
export function otherHalves(traceIds: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const whole = new Map<string, string[]>();
  const ids = new Set(traceIds);
  for (const id of ids) {
    const cut = cutId(id);
    if (cut === undefined || !ids.has(cut)) continue;
    whole.set(cut, [...(whole.get(cut) ?? []), id].sort());
  }
  const halves = new Map<string, readonly string[]>(whole);
  for (const [cut, of] of whole) for (const id of of) halves.set(id, [cut]);
  return halves;
}

/**
 * Finds the caller of a span of a second half: its parent, which is in the first one.
 *
 * @param traces both halves, among others
 * @returns undefined for a span whose parent is in its own trace, or in none
 */
export function callersInOtherHalves(traces: readonly Trace[]): (span: Span) => Span | undefined {
  const halves = otherHalves(traces.map(({ traceId }) => traceId));
  const callers = new Map<string, Span>();
  for (const { traceId, spans } of traces) {
    const cut = halves.has(traceId) ? cutId(traceId) : undefined;
    if (cut !== undefined) for (const span of spans) callers.set(`${cut}${span.spanId}`, span);
  }
  return ({ traceId, parentSpanId = '' }) => callers.get(`${traceId}${parentSpanId}`);
}
