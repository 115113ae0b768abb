import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nearestRank, percentilesOf } from '../../src/base/percentile.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('nearest rank', () => {
  const cases: [title: string, sample: number[], percent: number, expected: number | undefined][] =
    [
      ['an empty sample has none', [], 50, undefined],
      ['of one value every percentile is that value', [7], 1, 7],
      ['the median of an even number is the lower of the two in the middle', [1, 2, 3, 4], 50, 2],
      ['the median of an odd number is the one in the middle', [1, 2, 3], 50, 2],
      ['p95 of 20 is the 19th', upTo(20), 95, 19],
      ['p95 of 21 is the 20th', upTo(21), 95, 20],
      ['p99 of 100 is the 99th', upTo(100), 99, 99],
      ['p99 of 101 is the 100th', upTo(101), 99, 100],
      ['p100 is the largest', upTo(10), 100, 10],
      ['a rank that is whole is not pushed up by rounding (0.07 × 100)', upTo(100), 7, 7],
    ];
  for (const [title, sample, percent, expected] of cases) {
    test(title, () => assert.equal(nearestRank(sample, percent), expected));
  }
});

describe('percentiles of a sample', () => {
  test('the sample may be in any order and is not changed', () => {
    const sample = [30, 10, 20];
    assert.deepEqual(percentilesOf(sample), {
      n: 3,
      p50: 20,
      p95: undefined,
      p99: undefined,
      max: 30,
    });
    assert.deepEqual(sample, [30, 10, 20]);
  });

  test('p95 needs 20 values and p99 needs 100', () => {
    const found = [19, 20, 99, 100].map((n) => percentilesOf(upTo(n)));
    assert.deepEqual(
      found.map(({ n, p95, p99 }) => [n, p95, p99]),
      [
        [19, undefined, undefined],
        [20, 19, undefined],
        [99, 95, undefined],
        [100, 95, 99],
      ],
    );
  });

  test('numbers are compared as numbers', () => {
    assert.equal(percentilesOf([9, 10, 100]).p50, 10);
  });

  test('of nothing there is nothing', () => {
    assert.deepEqual(percentilesOf([]), {
      n: 0,
      p50: undefined,
      p95: undefined,
      p99: undefined,
      max: undefined,
    });
  });
});
