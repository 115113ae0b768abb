import type { Chance } from '../populations/chance.ts';

/** What drifts in a run on an unchanged machine, as standard deviations of the logarithm of a time. */
const WITHIN_RUN = 0.15;
const BETWEEN_RUNS = 0.1;
/** How much of a deviation is left at the next request: neighbours are alike. */
const MEMORY = 0.95;
/** The first requests of a run meet cold code. */
const MOST_WARM_UP = 0.5;
const WARM_UP_REQUESTS = 8;

/** How slow the machine is at each request of one run: a level of its own, a slow walk, and a warm-up. */
export function slownessIn(requests: number, chance: Chance): number[] {
  const level = BETWEEN_RUNS * normal(chance);
  const warmUp = chance.between(0, MOST_WARM_UP);
  let walk = WITHIN_RUN * normal(chance);
  return Array.from({ length: requests }, (_, i) => {
    walk = MEMORY * walk + WITHIN_RUN * Math.sqrt(1 - MEMORY ** 2) * normal(chance);
    return Math.exp(level + walk) * (1 + warmUp * Math.exp(-i / WARM_UP_REQUESTS));
  });
}

/** The Box-Muller transform of two uniform values. */
const normal = ({ random }: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
