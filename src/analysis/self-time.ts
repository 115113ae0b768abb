import { endUs, type Span } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';

/**
 * Time in which a span ran and none of its children did: its length less the part that they cover.
 *
 *     span       |------------------|           20
 *     child a        |----|                     6
 *     child b            |-----|                7, of which 2 are already covered by a
 *     child c                       |----|      6, of which 1 lies in the span
 *                                               self = 20 − 6 − 5 − 1 = 8
 *
 * So 0 ≤ self ≤ duration. It is time on the wall, not on a processor, and where work is parallel the self times of
 * a trace add up to more than the request took.
 *
 * @param children its direct children, by start
 * @see https://github.com/jaegertracing/jaeger-ui compute-span-self-time.ts
 */
export function selfTime(span: Span, children: readonly Span[]): Micros {
  const end = endUs(span);
  let self = 0;
  let coveredTo: number = span.startUs;
  for (const child of children) {
    const start = Math.min(child.startUs, end);
    if (start > coveredTo) self += start - coveredTo;
    coveredTo = Math.max(coveredTo, Math.min(endUs(child), end));
  }
  return micros(self + end - coveredTo);
}
