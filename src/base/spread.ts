import { nearestRank } from './percentile.ts';

/** The spread of a figure that was measured several times. */
export interface Spread {
  /** The number of values. */
  readonly n: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** The meaning of `low` and `high`: minimum and maximum of fewer than 8 values, otherwise the quartiles. */
  readonly range: 'min-max' | 'p25-p75';
}

const FEWEST_FOR_QUARTILES = 8;

/** The spread of values in any order. Without values every figure is NaN. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const few = sorted.length < FEWEST_FOR_QUARTILES;
  const [low, high] = few
    ? [sorted[0], sorted.at(-1)]
    : [nearestRank(sorted, 25), nearestRank(sorted, 75)];
  return {
    n: sorted.length,
    median: medianOf(sorted),
    low: low ?? NaN,
    high: high ?? NaN,
    range: few ? 'min-max' : 'p25-p75',
  };
}

/** Two-sided 95 % quantiles of Student's t for 1 to 10 degrees of freedom. */
const STUDENT_T = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

/**
 * By how many standard errors a mean may be off in 95 of 100 cases, where these are known from few values.
 *
 * @param freedom degrees of freedom, at least 1; a fraction counts as the whole number below. Above ten by the first term of the
 *   expansion around the normal quantile: 2.20 for 11, 1.99 for 75
 * @see https://en.wikipedia.org/wiki/Student%27s_t-distribution
 */
export const studentT = (freedom: number): number =>
  STUDENT_T[Math.floor(freedom) - 1] ?? 1.96 + 2.65 / freedom;

/** The middle value, or the mean of the two middle ones. */
function medianOf(sorted: readonly number[]): number {
  const below = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  const above = sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN;
  return (below + above) / 2;
}
