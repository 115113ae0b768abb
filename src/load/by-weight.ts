interface Weighted {
  readonly weight: number;
}

/**
 * Returns a function that picks one choice per call, by weight, spread evenly and in a fixed order: 3 and 1 give
 * a a b a, a a b a. After as many picks as the whole weights add up to, every count is exact (smooth weighted round
 * robin, as in nginx).
 *
 * @param choices at least one, each with a weight above 0
 */
export function byWeight<Choice extends Weighted>(choices: readonly Choice[]): () => Choice {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  const credit = choices.map(() => 0);
  return () => {
    let best = 0;
    choices.forEach(({ weight }, i) => {
      credit[i] = (credit[i] ?? 0) + weight;
      if ((credit[i] ?? 0) > (credit[best] ?? 0)) best = i;
    });
    credit[best] = (credit[best] ?? 0) - total;
    const chosen = choices[best];
    if (chosen === undefined) throw new RangeError('there is nothing to choose from');
    return chosen;
  };
}
