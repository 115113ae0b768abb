/** Percentiles of one sample; `undefined` where the sample is too small for a meaningful value. */
export interface Percentiles<T extends number> {
  /** The number of values. Print it beside every percentile. */
  readonly n: number;
  readonly p50: T | undefined;
  /** Needs 20 values: with fewer it would equal the largest value. */
  readonly p95: T | undefined;
  /** Needs 100 values, for the same reason. */
  readonly p99: T | undefined;
  readonly max: T | undefined;
}

/**
 * Nearest rank: the smallest value of the sample that is not exceeded by at least `percent` of it. The result is
 * always a value of the sample and never interpolated.
 *
 *     10 values  1 2 3 4 5 6 7 8 9 10
 *     p50                5                rank ⌈0.50 × 10⌉ = 5
 *     p95                          10     rank ⌈0.95 × 10⌉ = 10
 *
 * @param sorted ascending
 * @param percent above 0, at most 100
 * @returns undefined for an empty sample
 */
export function nearestRank<T extends number>(
  sorted: readonly T[],
  percent: number,
): T | undefined {
  // Multiplied first: 0.07 × 100 is a little more than 7, and its ceiling would be 8.
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1];
}

/** The percentiles of a sample in any order. The sample is not changed. */
export function percentilesOf<T extends number>(sample: readonly T[]): Percentiles<T> {
  const sorted = sample.toSorted((a, b) => a - b);
  const n = sorted.length;
  return {
    n,
    p50: nearestRank(sorted, 50),
    p95: n >= 20 ? nearestRank(sorted, 95) : undefined,
    p99: n >= 100 ? nearestRank(sorted, 99) : undefined,
    max: sorted.at(-1),
  };
}
