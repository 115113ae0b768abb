import { realClaims } from './a-a/real.ts';
import { claimOf, WAYS } from './a-a/simulated.ts';
import type { Proof, ProofResult } from './prove.ts';

/** Of the simulated pairs, how many of each kind. */
const PAIRS = {
  'labels within a run': 1000,
  'run against run': 500,
  'four runs against four': 500,
};
const SEED = 1;

async function run(note: (text: string) => void): Promise<ProofResult> {
  const bound = { atMost: 0.06 };
  const simulated = WAYS.map((way) => {
    note(`${way}: ${PAIRS[way]} pairs`);
    const all = Array.from({ length: PAIRS[way] }, (_, i) => claimOf(SEED + i, way));
    return {
      what: `simulated, ${way}: claims`,
      count: all.filter(Boolean).length,
      of: PAIRS[way],
      bound,
    };
  });
  const count = simulated.reduce((sum, one) => sum + one.count, 0);
  const of = simulated.reduce((sum, one) => sum + one.of, 0);
  const real = await realClaims(SEED, note);
  return {
    proved: [
      ...simulated,
      { what: 'simulated, all: claims', count, of, bound },
      { what: 'real runs, four against four: claims', ...real.splits, bound: { atMost: 0.09 } },
      { what: 'real runs, fault of zero delay: claims', ...real.dealt, bound: { atMost: 0.09 } },
    ],
    lines: [],
  };
}

export const aaProof: Proof = {
  name: 'a-a',
  about: 'pairs of groups that do not differ, and how often compare claims something',
  run,
};
