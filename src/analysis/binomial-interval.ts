/** Whole numbers of successes, both included. */
export interface SuccessInterval {
  readonly least: number;
  readonly most: number;
}

/**
 * Where the number of successes of `trials` independent trials lies with at least the given confidence: what is below
 * `least`, and what is above `most`, each has a probability of at most half of what is left.
 *
 *     50 trials, share 0.1, confidence 0.95      least 1, most 9      (mean 5)
 *
 * Exact, not by the normal distribution, which is wrong for the few successes that a small share leaves. O(trials).
 *
 * @param share probability of a success, 0 to 1
 */
export function binomialInterval(
  trials: number,
  share: number,
  confidence = 0.95,
): SuccessInterval {
  if (share <= 0) return { least: 0, most: 0 };
  if (share >= 1) return { least: trials, most: trials };
  const tail = (1 - confidence) / 2;
  // In logarithms: the probability of no success at all is soon too small for a number.
  const odds = Math.log(share) - Math.log1p(-share);
  let logarithm = trials * Math.log1p(-share);
  let upTo = 0;
  let least: number | undefined;
  for (let successes = 0; successes < trials; successes += 1) {
    upTo += Math.exp(logarithm);
    if (upTo > tail) least ??= successes;
    if (upTo >= 1 - tail) return { least: least ?? successes, most: successes };
    logarithm += Math.log(trials - successes) - Math.log(successes + 1) + odds;
  }
  return { least: least ?? trials, most: trials };
}
