import type { Clock } from '../base/clock.ts';
import { expectedFor } from '../scenarios/expected-for.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { type AwaitedTraces, type TraceSource, awaitTraces } from './await-traces.ts';
import type { Run } from './runs.ts';

export interface AwaitRun {
  readonly run: Run;
  readonly scenario: Scenario;
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
      .map(({ traceId, request }) => [traceId, expectedFor(work.scenario, request)]),
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
