import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted } from './errors.ts';

/** The program's source of time; tests pass a clock that they control. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`. @throws Interrupted as soon as `signal` fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** 24 days. A longer timer would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, signal ? { signal } : {});
    } catch (cause) {
      if (signal?.aborted) throw new Interrupted();
      throw cause;
    }
  },
};
