import { studentT } from '../base/spread.ts';
import type { Interval, Pair } from './pair.ts';
import { sum } from './sum.ts';

const RESAMPLES = 2000;
const TAIL = 0.025;

/**
 * The 95 % interval of the difference of two means, mean b − mean a, by drawing each group again with replacement. Of few
 * values the draws differ too little: both sides are as much wider as Student's t is with Welch's degrees of freedom, and
 * as the spread of a sample is than that of its draws.
 *
 * @param random numbers in [0, 1)
 * @returns undefined where a group has fewer than two values, which show no spread
 * @see Efron, Tibshirani, "An Introduction to the Bootstrap" (1993), percentile intervals
 * @see Hesterberg, "What Teachers Should Know About the Bootstrap" (2015), expanded percentile intervals
 */
export function bootstrapInterval(
  { a, b }: Pair<readonly number[]>,
  random: () => number,
): Interval | undefined {
  if (a.length < 2 || b.length < 2) return undefined;
  const meanOf = (values: readonly number[]): number => {
    let total = 0;
    for (const _ of values) total += values[Math.floor(random() * values.length)] ?? 0;
    return total / values.length;
  };
  const drawn = Array.from({ length: RESAMPLES }, () => meanOf(b) - meanOf(a));
  drawn.sort((x, y) => x - y);
  const at = (share: number): number => Math.round(drawn[Math.floor(share * RESAMPLES)] ?? 0);
  const delta = mean(b) - mean(a);
  const wider = (us: number): number => Math.round(delta + widening(a, b) * (us - delta));
  return { fromUs: wider(at(TAIL)), toUs: wider(at(1 - TAIL)) };
}

const mean = (values: readonly number[]): number => sum(values) / values.length;

const NORMAL = 1.96;

/** 3.1 for two against two, 1.10 for twenty against twenty of equal spread. */
function widening(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a, b].map((values) => {
    const middle = mean(values);
    const squares = sum(values.map((value) => (value - middle) ** 2));
    const n = values.length;
    return { drawn: squares / n / n, real: squares / (n - 1) / n, n };
  }) as [Spread, Spread];
  const real = x.real + y.real;
  if (real === 0) return 1;
  const freedom = real ** 2 / (x.real ** 2 / (x.n - 1) + y.real ** 2 / (y.n - 1));
  return (studentT(freedom) / NORMAL) * Math.sqrt(real / (x.drawn + y.drawn));
}

/** The squared standard error of a mean: of the draws, and of the values that they were drawn from. */
interface Spread {
  readonly drawn: number;
  readonly real: number;
  readonly n: number;
}
