import type { Micros } from './units.ts';

/**
 * A moment in UTC as RFC 3339 has it, with its microseconds, and with its nanoseconds where there are any.
 *
 * @param nanos below the microsecond: 0 to 999
 */
export function rfc3339(us: Micros, nanos = 0): string {
  const seconds = Math.floor(us / 1_000_000);
  const fraction = String(us - seconds * 1_000_000).padStart(6, '0');
  const below = nanos === 0 ? '' : String(nanos).padStart(3, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}${below}Z`;
}
