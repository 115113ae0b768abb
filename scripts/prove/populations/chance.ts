import { mulberry32, type Random } from '../../../src/base/random.ts';

/** Seeded draws of the kinds that a population needs. */
export interface Chance {
  readonly random: Random;
  /** From `from` to below `to`. */
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  /** Evenly by the logarithm: times of services span orders of magnitude. */
  spread(from: number, to: number): number;
  one<T>(of: readonly T[]): T;
  isSo(probability: number): boolean;
}

export function chanceOf(seed: number): Chance {
  const random = mulberry32(seed);
  const between = (from: number, to: number): number => from + random() * (to - from);
  return {
    random,
    between,
    whole: (from, to) => Math.floor(between(from, to + 1)),
    spread: (from, to) => from * (to / from) ** random(),
    one: (of) => {
      const found = of[Math.floor(random() * of.length)];
      if (found === undefined) throw new RangeError('nothing to choose from');
      return found;
    },
    isSo: (probability) => random() < probability,
  };
}
