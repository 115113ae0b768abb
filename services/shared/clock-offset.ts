import { env } from './env.ts';

/** Shifts the clock that spans are stamped with, as on a machine whose clock is wrong. Imported before the SDK. */
const offsetMs = Number(env('LAB_CLOCK_OFFSET_MS', '0'));

if (offsetMs !== 0) {
  const now = Date.now;
  Date.now = () => now() + offsetMs;
  Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + offsetMs });
}
