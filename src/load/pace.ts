import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_TIMER_MS } from '../base/clock.ts';
import { nowMs } from './now.ts';

/**
 * Timers fire up to about 1 ms late. The last part before a send is therefore spent in a busy loop over the event
 * loop: at 1,000 requests/s half of each gap, at 20 one hundredth. A longer one would be more exact, but would take
 * CPU from the services under load.
 */
const TURNING_MS = 0.5;

/** Resolves at `dueMs`, at once when that has passed, earlier only when `stop` fires. */
export async function untilDue(dueMs: number, stop: AbortSignal): Promise<void> {
  for (;;) {
    const left = dueMs - nowMs();
    if (left <= 0 || stop.aborted) return;
    if (left <= TURNING_MS) await nextTurn();
    else await sleepOrStop(Math.max(1, Math.floor(left - TURNING_MS)), stop);
  }
}

async function sleepOrStop(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal: stop });
  } catch (failure) {
    if (!stop.aborted) throw failure;
  }
}
