import type { Connections } from './connections.ts';
import { Flights } from './flights.ts';
import { nowMs } from './now.ts';
import { untilDue } from './pace.ts';
import type { RequestRecord } from './request-record.ts';
import { dueAfterMs, plannedRequests, type OpenPlan } from './schedule.ts';

export interface OpenLoopLimits {
  readonly timeoutMs: number;
  readonly maxInFlight: number;
}

/**
 * Sends each request when it is due, regardless of earlier ones. With `maxInFlight` of them in flight the next one
 * waits for a place and is sent late, which its record shows. Without a place before its timeout it is recorded as
 * `not-sent`, so that a service that hangs cannot prolong the run without limit.
 */
export async function openLoop(
  plan: OpenPlan,
  connections: Connections,
  { timeoutMs, maxInFlight }: OpenLoopLimits,
  onRecord: (record: RequestRecord) => void,
  stop: AbortSignal,
): Promise<void> {
  const flights = new Flights(maxInFlight);
  const send = (dueMs: number): void => {
    const connection = connections.take();
    flights.begin();
    connection.send(dueMs, (record) => {
      connections.give(connection);
      if (record) onRecord(record);
      flights.end();
    });
  };
  const requests = plannedRequests(plan);
  const startMs = nowMs();
  for (let index = 0; index < requests; index += 1) {
    const dueMs = startMs + dueAfterMs(plan, index);
    await untilDue(dueMs, stop);
    const hasPlace = await flights.place(dueMs + timeoutMs);
    if (stop.aborted) break;
    if (hasPlace) send(dueMs);
    else onRecord(notSent(dueMs, maxInFlight));
  }
  await flights.landed();
}

function notSent(dueMs: number, maxInFlight: number): RequestRecord {
  const givenUpMs = nowMs();
  return {
    dueMs,
    sentMs: givenUpMs,
    finishedMs: givenUpMs,
    status: undefined,
    failure: 'not-sent',
    traceId: undefined,
    sampled: undefined,
    reason: `${maxInFlight} requests were already in flight`,
  };
}
