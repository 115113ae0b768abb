import { mulberry32 } from '../base/random.ts';
/** How the labels were dealt out again. */
export interface PermutationTest {
  /** `exact`: every way to deal out the labels; `draws`: so many random ways, the same each time. */
  readonly method: 'exact' | 'draws';
  /** Ways that were looked at. */
  readonly permutations: number;
  /** No sample of these sizes can give a smaller p. */
  readonly smallestP: number;
  /** Of each measure, in their order; of all but the first adjusted for that there are several. */
  readonly p: readonly number[];
}

/** p above this is not evidence; a sample that cannot reach it is too small. */
export const SIGNIFICANT = 0.05;

const MOST_EXACT = 20_000;
const DRAWS = 10_000;
/** Any number will do; that it is always the same makes an answer repeatable. */
const SEED = 20_080_229;

/**
 * Two-sided permutation test of a difference of means, for several measures of the same requests at once: how often
 * would labels dealt out at random make a difference at least as large as the one that was found?
 *
 *     3 against 3, apart     2 of 20 ways     p = 0.10
 *     4 against 4            2 of 70          p = 0.029
 *     5 against 5            2 of 252         p = 0.008
 *
 * Exact where there are at most 20,000 ways; else 10,000 draws and p = (b + 1) / (m + 1), which is never 0.
 * The first measure stands for the whole. The others are its parts, and each is held against the largest difference of
 * any part, so that with many parts no more than with one is claimed by chance.
 *
 * Whole numbers throughout, so that equal differences count as equal.
 *
 * @param measures of each, one whole number per request: first those of the one group, then those of the other
 * @param first how many requests are in the first group; neither group is empty
 * @see Westfall, Young, "Resampling-Based Multiple Testing" (1993), single-step maxT
 * @see Ernst, "Permutation Methods: A Basis for Exact Inference", Statistical Science 19 (2004)
 * @see docs/definitions.md#compare
 */
export function permutationTest(
  measures: readonly (readonly number[])[],
  first: number,
): PermutationTest {
  const n = measures[0]?.length ?? 0;
  const second = n - first;
  // Dealing out the smaller group says the same with fewer steps.
  const [chosen, from] = first <= second ? [first, 0] : [second, first];
  const totals = measures.map((values) => sumOf(values));
  const found = measures.map((values, m) =>
    distance(sumOf(values.slice(from, from + chosen)), totals[m] ?? 0, chosen, n),
  );
  const ways = combinations(n, chosen);
  const exact = ways <= MOST_EXACT;
  const asLarge = measures.map(() => 0);
  const count = (members: readonly number[]): void => {
    const distances = measures.map((values, m) => {
      let sum = 0;
      for (const at of members) sum += values[at] ?? 0;
      return distance(sum, totals[m] ?? 0, chosen, n);
    });
    // Any of the parts may look large by chance: each is held against the largest of them.
    const largest = distances.slice(1).reduce((most, one) => Math.max(most, one), 0);
    for (const [m, one] of distances.entries())
      if ((m === 0 ? one : largest) >= (found[m] ?? 0)) asLarge[m] = (asLarge[m] ?? 0) + 1;
  };
  for (const members of exact ? everyChoice(n, chosen) : draws(n, chosen)) count(members);
  return {
    method: exact ? 'exact' : 'draws',
    permutations: exact ? ways : DRAWS,
    smallestP: exact ? (first === second ? 2 : 1) / ways : 1 / (DRAWS + 1),
    p: asLarge.map((b) => (exact ? b / ways : (b + 1) / (DRAWS + 1))),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Grows with the difference of the two groups' means, and is whole. */
const distance = (sum: number, total: number, chosen: number, n: number): number =>
  Math.abs(n * sum - chosen * total);

/** C(n, k); more than what is counted exactly is Infinity. */
function combinations(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i += 1) {
    ways = (ways * (n - k + i)) / i;
    if (ways > MOST_EXACT) return Infinity;
  }
  return Math.round(ways);
}

/** Each choice of k of n, as ascending indices. The array is reused. */
function* everyChoice(n: number, k: number): Generator<readonly number[]> {
  const members = Array.from({ length: k }, (_, i) => i);
  for (;;) {
    yield members;
    let at = k - 1;
    while (at >= 0 && members[at] === n - k + at) at -= 1;
    if (at < 0) return;
    members[at] = (members[at] ?? 0) + 1;
    for (let next = at + 1; next < k; next += 1) members[next] = (members[next - 1] ?? 0) + 1;
  }
}

/** Random choices of k of n by the beginning of a Fisher-Yates shuffle. */
function* draws(n: number, k: number): Generator<readonly number[]> {
  const order = Array.from({ length: n }, (_, i) => i);
  const random = mulberry32(SEED);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    for (let i = 0; i < k; i += 1) {
      const j = i + Math.floor(random() * (n - i));
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    yield order.slice(0, k);
  }
}
