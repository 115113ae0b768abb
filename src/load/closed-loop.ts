import type { Clock } from '../base/clock.ts';
import type { Connections } from './connections.ts';
import type { OnEnd } from './exchange.ts';
import { nowMs } from './now.ts';
import type { RequestRecord } from './request-record.ts';
import { plannedRequests, type ClosedPlan } from './schedule.ts';

/** Each worker has its own connection: it sends, waits for the response and pauses, until all are sent or time is up. */
export async function closedLoop(
  plan: ClosedPlan,
  connections: Connections,
  clock: Pick<Clock, 'sleep'>,
  onRecord: (record: RequestRecord) => void,
  stop: AbortSignal,
): Promise<void> {
  let left = plannedRequests(plan);
  const untilMs = 'durationMs' in plan ? nowMs() + plan.durationMs : Infinity;
  const work = (done: () => void, fail: (failure: unknown) => void): void => {
    const connection = connections.take();
    const next = (): void => {
      const now = nowMs();
      if (left === 0 || stop.aborted || now >= untilMs) {
        done();
        return;
      }
      left -= 1;
      connection.send(now, ended);
    };
    const ended: OnEnd = (record) => {
      if (record) onRecord(record);
      if (left > 0 && plan.intervalMs > 0) pause(clock, plan.intervalMs, stop).then(next, fail);
      // A request may fail before `send` returns: continuing from here would nest calls without limit.
      else if (record?.failure) setImmediate(next);
      else next();
    };
    next();
  };
  const workers = Math.min(plan.concurrency, left);
  await Promise.all(Array.from({ length: workers }, () => new Promise<void>(work)));
}

async function pause(clock: Pick<Clock, 'sleep'>, ms: number, stop: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, stop);
  } catch (failure) {
    if (!stop.aborted) throw failure;
  }
}
