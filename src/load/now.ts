const ORIGIN_MS = performance.timeOrigin;

/** Milliseconds since the epoch with their fraction, from a clock that never goes back. */
export const nowMs = (): number => ORIGIN_MS + performance.now();
