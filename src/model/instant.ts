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

/** A moment for a person, as `zonedTime` has it, to the second. */
export const zonedSeconds = (us: Micros, zone: { readonly utc?: boolean | undefined }): string =>
  zonedTime(us, zone).replace(/\.\d{3}/, '');

/**
 * A moment for a person, to the millisecond and with its zone: RFC 3339, so that it can be typed again.
 *
 *     2026-11-22T10:00:03.000+01:00    local, where that is an hour ahead
 *     2026-11-22T09:00:03.000Z         UTC
 */
export function zonedTime(
  us: Micros,
  { utc = false }: { readonly utc?: boolean | undefined },
): string {
  const ms = Math.floor(us / 1000);
  const ahead = utc ? 0 : -new Date(ms).getTimezoneOffset();
  const time = new Date(ms + ahead * 60_000).toISOString().slice(0, 23);
  if (ahead === 0) return `${time}Z`;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const away = Math.abs(ahead);
  return `${time}${ahead < 0 ? '-' : '+'}${two(away / 60)}:${two(away % 60)}`;
}
