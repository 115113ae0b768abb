import type { Clock } from '../../src/base/clock.ts';
import { Interrupted } from '../../src/base/errors.ts';

/** A clock that only sleeping moves. */
export function fakeClock(startMs = 1_800_000_000_000): Clock & { readonly slept: number[] } {
  let now = startMs;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) => {
      if (signal?.aborted) return Promise.reject(new Interrupted());
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}
