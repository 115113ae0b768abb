import type { Interval, Pair } from './pair.ts';

const RESAMPLES = 2000;
const TAIL = 0.025;

/**
 * The 95 % interval of the difference of two means, mean b − mean a, by drawing each group again with replacement.
 *
 * @param random numbers in [0, 1)
 * @returns undefined where a group has fewer than two values, which show no spread
 * @see Efron, Tibshirani, "An Introduction to the Bootstrap" (1993), percentile intervals
 */
export function bootstrapInterval(
  { a, b }: Pair<readonly number[]>,
  random: () => number,
): Interval | undefined {
  if (a.length < 2 || b.length < 2) return undefined;
  const meanOf = (values: readonly number[]): number => {
    let sum = 0;
    for (const _ of values) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  };
  const drawn = Array.from({ length: RESAMPLES }, () => meanOf(b) - meanOf(a));
  drawn.sort((x, y) => x - y);
  const at = (share: number): number => Math.round(drawn[Math.floor(share * RESAMPLES)] ?? 0);
  return { fromUs: at(TAIL), toUs: at(1 - TAIL) };
}
