import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { byWeight } from '../../src/load/by-weight.ts';

const first = (count: number, weights: readonly number[]): number[] => {
  const choose = byWeight(weights.map((weight, i) => ({ weight, i })));
  return Array.from({ length: count }, () => choose().i);
};

describe('choosing by weight', () => {
  const cases: [title: string, weights: number[], expected: string][] = [
    ['one is always chosen', [7], '0000'],
    ['equals take turns', [1, 1, 1], '012012'],
    ['the picture in the docstring', [3, 1], '00100010'],
    ['a heavy one leaves room in between', [5, 1, 1], '0010200'],
    ['weights need not be whole', [0.5, 0.25], '010010'],
  ];
  for (const [title, weights, expected] of cases) {
    test(title, () => assert.equal(first(expected.length, weights).join(''), expected));
  }

  test('is exact after as many choices as the weights sum up to', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, (all) => {
        const sum = all.reduce((a, b) => a + b, 0);
        const chosen = first(sum, all);
        assert.deepEqual(
          all.map((_, i) => chosen.filter((one) => one === i).length),
          all,
        );
      }),
    );
  });
});
