import type { Clock } from '../base/clock.ts';
import { percentilesOf } from '../base/percentile.ts';
import { type ExpectedSpan, expectedSpanCount } from '../model/hierarchy.ts';
import type { RequestRecord } from '../load/request-record.ts';
import type { TraceSource } from './await-traces.ts';

/** From the end of a request until its whole trace could be read, ms. */
export interface Delays {
  /** Requests that were followed. */
  readonly n: number;
  readonly p50Ms: number;
  readonly maxMs: number;
}

/** Follows some of the requests of a run while it lasts. */
export interface DelayFollower {
  /** Called for each request when it has ended. */
  offer(record: RequestRecord): void;
  /** @returns undefined where no trace became readable */
  end(): Promise<Delays | undefined>;
}

/** Every question costs Jaeger and the storage something that the load needs too. */
const AT_ONCE = 2;
const ASK_EVERY_MS = 100;
const GIVE_UP_MS = 30_000;

/** @param expectedFor the trace of a request by the name in its record; undefined where that is unknown */
export function followDelays(
  source: TraceSource,
  expectedFor: (request: string | undefined) => ExpectedSpan | undefined,
  clock: Clock,
  signal: AbortSignal,
): DelayFollower {
  const underway = new Set<Promise<void>>();
  const delays: number[] = [];
  const follow = async ({ traceId = '', finishedMs, request }: RequestRecord): Promise<void> => {
    const expected = expectedFor(request);
    const spans = expected ? expectedSpanCount(expected) : 1;
    while (!signal.aborted && clock.now() - finishedMs < GIVE_UP_MS) {
      // A storage that does not answer is reported by those who wait for all traces.
      const trace = await source.trace(traceId).catch(() => undefined);
      if ((trace?.spans.length ?? 0) >= spans) return void delays.push(clock.now() - finishedMs);
      await clock.sleep(ASK_EVERY_MS, signal);
    }
  };
  return {
    offer(record) {
      const isSure = record.sampled === true && record.failure === undefined;
      if (!isSure || underway.size >= AT_ONCE) return;
      const one = follow(record).finally(() => underway.delete(one));
      underway.add(one);
    },
    async end() {
      await Promise.all(underway);
      if (delays.length === 0) return undefined;
      const { n, p50, max } = percentilesOf(delays);
      return { n, p50Ms: Math.round(p50 ?? 0), maxMs: Math.round(max ?? 0) };
    },
  };
}
