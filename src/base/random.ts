/** A pseudo-random number from 0 to below 1 at each call: the same sequence for the same seed. */
export type Random = () => number;

/** @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function mulberry32(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of the whole numbers from 0 to below `n`, each choice as likely as any other. */
export function drawn(count: number, n: number, random: Random): Set<number> {
  const left = Array.from({ length: n }, (_, i) => i);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, n)) {
    const [one = 0] = left.splice(Math.floor(random() * left.length), 1);
    chosen.add(one);
  }
  return chosen;
}
