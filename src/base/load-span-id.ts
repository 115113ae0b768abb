/**
 * The id of the span that `load` names as parent where it starts a trace by a `traceparent`. That span is never reported:
 * who reads the trace knows by its id that what is below it is a local root, and not that a span was lost.
 *
 * @param traceId 32 hex digits @returns 16 hex digits: the first ones of the trace id backwards; not the last ones as
 *   they are, which the roots of B3 have
 */
export const loadSpanId = (traceId: string): string =>
  Array.from(traceId.slice(0, DIGITS)).toReversed().join('');

const DIGITS = 16;

/** Whether it is that id, found out without making it: each span of each trace is asked. */
export function isLoadSpanId(spanId: string, traceId: string): boolean {
  for (let digit = 0; digit < DIGITS; digit += 1)
    if (spanId[digit] !== traceId[DIGITS - 1 - digit]) return false;
  return spanId.length === DIGITS;
}
