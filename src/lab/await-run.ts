import type { Clock } from '../base/clock.ts';
import type { ExpectedSpan } from '../model/hierarchy.ts';
import { type AwaitedTraces, type TraceSource, awaitTraces } from './await-traces.ts';
import type { Run } from './runs.ts';

export interface AwaitRun {
  readonly run: Run;
  /** What a request that went well leaves, by the name that its record has; undefined where that is not known. */
  readonly expected: (request: string | undefined) => ExpectedSpan | undefined;
  readonly source: TraceSource;
  readonly scheduleDelayMs: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (readable: number, of: number) => void;
}

export interface AwaitedRun extends AwaitedTraces {
  /** Requests whose trace should be there: the service said that it sampled them. */
  readonly expected: number;
  /** Said by the service itself: no failure. */
  readonly notSampled: number;
  /** Answers without a usable `traceresponse` header, and requests without an answer. */
  readonly withoutId: number;
}

/** Waits until the traces of a run are readable, each by the id that its service gave. */
export async function awaitRun(work: AwaitRun): Promise<AwaitedRun> {
  const { records } = work.run;
  const sampled = records.filter(
    (record) => record.sampled === true && record.traceId !== undefined,
  );
  // A request that failed on the way leaves only a part of the scenario's hierarchy.
  const complete = new Map(
    sampled
      .filter(({ failure }) => !failure)
      .map(({ traceId, request }) => [traceId, work.expected(request)]),
  );
  const traceIds = sampled.flatMap(({ traceId }) => traceId ?? []);
  const lastFinishedMs = records.reduce(
    (latest, { finishedMs }) => Math.max(latest, finishedMs),
    0,
  );
  const awaited = await awaitTraces({
    ...work,
    traceIds,
    expected: (traceId) => complete.get(traceId),
    lastFinishedMs,
  });
  return {
    ...awaited,
    expected: traceIds.length,
    notSampled: records.filter(({ sampled: flag }) => flag === false).length,
    withoutId: records.filter(({ traceId }) => traceId === undefined).length,
  };
}
