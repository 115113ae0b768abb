/** Percentiles of one sample; `undefined` where the sample is too small for the word to mean anything. */
export interface Percentiles<T extends number> {
  /** How many values there were. Print it wherever a percentile is printed. */
  readonly n: number;
  readonly p50: T | undefined;
  /** From 20 values on: below that it would be the largest value under another name. */
  readonly p95: T | undefined;
  /** From 100 values on, for the same reason. */
  readonly p99: T | undefined;
  readonly max: T | undefined;
}

/**
 * Nearest rank: the smallest value of the sample that at least `percent` of it does not exceed. Always a value
 * that really occurred, never one in between.
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

/** The percentiles of a sample in any order, which is left as it is. */
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
