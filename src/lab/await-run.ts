import type { Clock } from '../base/clock.ts';
import type { ExpectedSpan } from '../model/hierarchy.ts';
import { type AwaitedTraces, type TraceSource, awaitTraces } from './await-traces.ts';
import type { Run } from './runs.ts';
import { tailDecidedMs, tailFate } from './tail-sampled.ts';

export interface AwaitRun {
  readonly run: Run;
  /** The trace that a successful request leaves, by the name in its record; undefined where that is unknown. */
  readonly expected: (request: string | undefined) => ExpectedSpan | undefined;
  readonly source: TraceSource;
  readonly scheduleDelayMs: number;
  readonly quietMs?: number | undefined;
  readonly timeoutMs: number;
  /** The traces themselves are not wanted. */
  readonly forgetsTraces?: boolean | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (readable: number, of: number) => void;
}

export interface AwaitedRun extends AwaitedTraces {
  /** Requests whose trace should exist: the service sampled them, and a tail sampler did not drop them. */
  readonly expected: number;
  /** Not sampled by the service, or dropped by the tail sampler: not a failure. */
  readonly notSampled: number;
  /** Responses without a usable `traceresponse` header, and requests without a response. */
  readonly withoutId: number;
}

/** Waits until the traces of a run are readable, each by the id that its service returned. */
export async function awaitRun(work: AwaitRun): Promise<AwaitedRun> {
  const { records, tail } = work.run;
  const sampled = records.filter(
    (record) => record.sampled === true && record.traceId !== undefined,
  );
  const requests = new Map(
    sampled.map((record) => [
      record.traceId ?? '',
      {
        expected: work.expected(record.request),
        hasFailed: record.failure !== undefined,
        mayBeDropped: tail !== undefined && tailFate(record, tail) !== 'kept',
      },
    ]),
  );
  const lastFinishedMs = records.reduce(
    (latest, { finishedMs }) => Math.max(latest, finishedMs),
    0,
  );
  const awaited = await awaitTraces({
    ...work,
    requests,
    lastFinishedMs,
    ...(tail && { decidedMs: tailDecidedMs(tail) }),
  });
  return {
    ...awaited,
    expected: requests.size - awaited.dropped.length,
    notSampled:
      awaited.dropped.length + records.filter(({ sampled: flag }) => flag === false).length,
    withoutId: records.filter(({ traceId }) => traceId === undefined).length,
  };
}
