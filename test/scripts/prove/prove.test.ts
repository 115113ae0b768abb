import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { claimOf, type Way } from '../../../scripts/prove/a-a/simulated.ts';
import { isRight, nameCause } from '../../../scripts/prove/populations.ts';
import {
  ANSWERS,
  nameMostTime,
  TAKING_TIME,
} from '../../../scripts/prove/populations/most-time.ts';
import { CAUSES } from '../../../scripts/prove/populations/causes.ts';
import { holds, provedRow } from '../../../scripts/prove/prove.ts';

// A small part of `npm run prove`, always of the same seeds.

const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('one planted cause in each population', () => {
  for (const cause of CAUSES) {
    test(`${cause}: the headline names it`, () => {
      const all = seeds(4).map((seed) => nameCause(seed, cause));
      assert.deepEqual(
        all.filter((one) => !isRight(one)),
        [],
      );
    });
  }

  for (const answer of ANSWERS)
    test(`${answer}: the headline names the place that takes most of the time`, () => {
      const all = TAKING_TIME.flatMap((cause) =>
        seeds(3).map((seed) => nameMostTime(seed, cause, answer)),
      );
      assert.deepEqual(
        all.filter((one) => !isRight(one)),
        [],
      );
    });

  test('no cause: the headline names nothing', () => {
    const all = seeds(12).map((seed) => nameCause(seed, undefined));
    assert.deepEqual(
      all.filter((one) => !isRight(one)),
      [],
    );
  });
});

test('of pairs that do not differ at most 6 % claim something', () => {
  const pairs: [Way, number][] = [
    ['labels within a run', 40],
    ['run against run', 20],
    ['four runs against four', 40],
  ];
  const claimed = pairs.flatMap(([way, n]) =>
    seeds(n).flatMap((seed) => (claimOf(seed, way) ? [`${way}, seed ${seed}`] : [])),
  );
  assert.ok(claimed.length <= 6, claimed.join('\n'));
});

test('a bound holds up to its share, and says so', () => {
  const most = { what: 'claims', count: 6, of: 100, bound: { atMost: 0.06 } };
  const least = { what: 'named', count: 189, of: 200, bound: { atLeast: 0.95 } };
  assert.deepEqual([holds(most), holds({ ...most, count: 7 }), holds(least)], [true, false, false]);
  assert.equal(provedRow(most), '| claims | 6 of 100 | 6 % | at most 6 % | holds |');
  assert.equal(provedRow(least), '| named | 189 of 200 | 94.5 % | at least 95 % | does not hold |');
});
