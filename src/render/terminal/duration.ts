import type { Screen } from './screen.ts';

const MS = 1000;
const SECOND = 1_000_000;
const MINUTE = 60;

/**
 * A length of time for a person, in the unit that leaves a number from 1 to 999 and with no more than three digits:
 * `0 µs`, `180 µs`, `3.2 ms`, `451 ms`, `1.26 s`, `12.6 s`, then `2 min 6 s` and `1 h 2 min`.
 *
 * @param us microseconds; a fraction is rounded; of what there is no time, nothing is shown
 * @param screen where there is no µ, `us` stands for `µs`
 */
export function duration(
  us: number | undefined,
  screen: Pick<Screen, 'unicode'> = { unicode: true },
): string {
  if (us === undefined) return '';
  if (us < 0) return `-${duration(-us, screen)}`;
  // Each bound is where rounding would reach the next form: 999.5 ms would become "1000 ms".
  if (us < MS - 0.5) return `${Math.round(us)} ${screen.unicode ? 'µs' : 'us'}`;
  if (us < 9.95 * MS) return `${(us / MS).toFixed(1)} ms`;
  if (us < 999.5 * MS) return `${Math.round(us / MS)} ms`;
  if (us < 9.995 * SECOND) return `${(us / SECOND).toFixed(2)} s`;
  if (us < 59.95 * SECOND) return `${(us / SECOND).toFixed(1)} s`;
  return minutes(Math.round(us / SECOND));
}

function minutes(seconds: number): string {
  if (seconds < MINUTE * MINUTE) return `${Math.floor(seconds / MINUTE)} min ${seconds % MINUTE} s`;
  const whole = Math.round(seconds / MINUTE);
  return `${Math.floor(whole / MINUTE)} h ${whole % MINUTE} min`;
}
