import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { stepOf, type CallStep } from './call-path.ts';
import type { TailReason } from './child-fate.ts';
import type { CriticalPath } from './critical-path.ts';
import { operationOf } from './operation.ts';
import { isAt, type SoughtPlace } from './place.ts';

/** Work of one place that no request waited for. */
export interface OffPathWork extends CallStep {
  /** Why it is taken for that, in the trace that is named. */
  readonly reason: TailReason;
  readonly spans: number;
  readonly traces: number;
  /** Of a span of it. */
  readonly meanUs: Micros;
  readonly maxUs: Micros;
  /** The trace with `maxUs`. */
  readonly exemplarTraceId: string;
}

interface Tally {
  readonly step: CallStep;
  readonly traces: Set<string>;
  spans: number;
  totalUs: number;
  max: { readonly us: number; readonly traceId: string; readonly reason: TailReason };
}

/** Less than this share of the requests' time is not worth a word. */
const LEAST_SHARE = 0.01;

/** Adds up the async tails of many requests: they take no request time, and yet they are work. */
export class OffPathTally {
  readonly #tallies = new Map<string, Tally>();
  readonly #place: SoughtPlace | undefined;
  readonly #nameOf: (span: Span) => string;
  #requestsUs = 0;

  /** @param options `place`: of it also what lies below the beginning of a tail */
  constructor({ place, exactNames }: OffPathOptions) {
    this.#place = place;
    this.#nameOf = exactNames ? (span) => span.name : operationOf;
  }

  add(trace: Trace, { root, asyncTail }: CriticalPath): void {
    this.#requestsUs += root.durationUs;
    for (const { span, reason } of asyncTail)
      for (const one of this.#place === undefined ? [span] : withBelow(span, trace))
        if (isAt(one, this.#place)) this.#take(one, reason, trace);
  }

  #take(span: Span, reason: TailReason, trace: Trace): void {
    const step = stepOf(span, trace, this.#nameOf(span));
    const key = JSON.stringify([step.service, step.name, step.callee]);
    const here = { us: span.durationUs, traceId: trace.traceId, reason };
    const known = this.#tallies.get(key);
    const tally = known ?? { step, traces: new Set<string>(), spans: 0, totalUs: 0, max: here };
    if (known === undefined) this.#tallies.set(key, tally);
    tally.traces.add(trace.traceId);
    tally.spans += 1;
    tally.totalUs += span.durationUs;
    if (here.us > tally.max.us || (here.us === tally.max.us && here.traceId < tally.max.traceId))
      tally.max = here;
  }

  /** Most time first. */
  finish(limit: number): OffPathWork[] {
    return Array.from(this.#tallies)
      .filter(([, { totalUs }]) => totalUs > 0 && totalUs >= LEAST_SHARE * this.#requestsUs)
      .sort(([a, one], [b, other]) => other.totalUs - one.totalUs || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([, { step, traces, spans, totalUs, max }]) => ({
        ...step,
        reason: max.reason,
        spans,
        traces: traces.size,
        meanUs: micros(Math.round(totalUs / spans)),
        maxUs: micros(max.us),
        exemplarTraceId: max.traceId,
      }));
  }
}

interface OffPathOptions {
  readonly place?: SoughtPlace | undefined;
  readonly exactNames?: boolean | undefined;
}

function withBelow(top: Span, trace: Trace): Span[] {
  const spans = [top];
  for (const span of spans) spans.push(...trace.children(span.spanId));
  return spans;
}
