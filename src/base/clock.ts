import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted } from './errors.ts';

/** Time as the program sees it; tests hand in one that they move themselves. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`. @throws Interrupted as soon as `signal` fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, signal ? { signal } : {});
    } catch (cause) {
      if (signal?.aborted) throw new Interrupted();
      throw cause;
    }
  },
};
