import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { binomialInterval } from '../../src/analysis/binomial-interval.ts';

describe('the 95 % interval', () => {
  // R: qbinom(c(0.025, 0.975), n, p)
  const cases: [trials: number, share: number, least: number, most: number][] = [
    [50, 0.1, 1, 9],
    [100, 0.5, 40, 60],
    [10, 0.5, 2, 8],
    [200, 0.25, 38, 62],
    [1, 0.5, 0, 1],
    [50, 0, 0, 0],
    [50, 1, 50, 50],
    [0, 0.3, 0, 0],
  ];
  for (const [trials, share, least, most] of cases) {
    test(`${trials} trials of ${share}: ${least} to ${most}`, () => {
      assert.deepEqual(binomialInterval(trials, share), { least, most });
    });
  }

  test('of a million trials is as wide as the normal distribution says', () => {
    const { least, most } = binomialInterval(1_000_000, 0.5);
    assert.ok(Math.abs(least - (500_000 - 980)) <= 1, String(least));
    assert.ok(Math.abs(most - (500_000 + 980)) <= 1, String(most));
  });
});

const trialsAndShare = fc.tuple(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
);

/** By multiplication alone, for few trials. */
function probabilities(trials: number, share: number): number[] {
  let found = [1];
  for (let trial = 0; trial < trials; trial += 1) {
    found = [...found, 0].map((p, k) => p * (1 - share) + (found[k - 1] ?? 0) * share);
  }
  return found;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test('holds at least 95 %, and neither side more than 2.5 % outside', () => {
  fc.assert(
    fc.property(trialsAndShare, ([trials, share]) => {
      const { least, most } = binomialInterval(trials, share);
      const all = probabilities(trials, share);
      const little = 1e-9;
      assert.ok(sum(all.slice(least, most + 1)) >= 0.95 - little);
      assert.ok(sum(all.slice(0, least)) <= 0.025 + little);
      assert.ok(sum(all.slice(most + 1)) <= 0.025 + little);
      // And no narrower one would do on either side.
      assert.ok(sum(all.slice(0, least + 1)) > 0.025 - little);
      assert.ok(sum(all.slice(most)) > 0.025 - little);
    }),
  );
});

test('successes and failures are mirror images', () => {
  fc.assert(
    fc.property(trialsAndShare, ([trials, share]) => {
      const { least, most } = binomialInterval(trials, share);
      const mirrored = binomialInterval(trials, 1 - share);
      // A probability that meets the bound exactly may be rounded to either side of it.
      assert.ok(Math.abs(mirrored.least - (trials - most)) <= 1);
      assert.ok(Math.abs(mirrored.most - (trials - least)) <= 1);
    }),
  );
});
