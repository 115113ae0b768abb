import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { permutationTest } from '../../src/analysis/permutation-test.ts';

/** Two groups that lie apart as far as can be. */
const apart = (a: number, b: number): number[] => [
  ...Array.from({ length: a }, (_, i) => i),
  ...Array.from({ length: b }, (_, i) => 1000 + i),
];

describe('groups that lie apart reach the smallest p that their sizes allow', () => {
  const cases: [a: number, b: number, p: number][] = [
    [1, 1, 1],
    [3, 3, 0.1],
    [4, 4, 2 / 70],
    [5, 5, 2 / 252],
    [3, 5, 1 / 56],
    [10, 5, 1 / 3003],
  ];
  for (const [a, b, p] of cases) {
    test(`${a} against ${b}`, () => {
      const found = permutationTest([apart(a, b)], a);
      assert.equal(found.method, 'exact');
      assert.ok(Math.abs((found.p[0] ?? 0) - p) < 1e-12, String(found.p[0]));
      assert.equal(found.smallestP, p);
    });
  }
});

test('where there are too many ways they are drawn, the same each time, and p is never 0', () => {
  const values = apart(40, 40);
  const found = permutationTest([values], 40);
  assert.deepEqual([found.method, found.permutations, found.p[0]], ['draws', 10_000, 1 / 10_001]);
  assert.deepEqual(permutationTest([values], 40), found);
});

test('it does not matter which group is named first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 6 }),
      (a, b) => {
        const forth = permutationTest([[...a, ...b]], a.length);
        const back = permutationTest([[...b, ...a]], b.length);
        assert.deepEqual(forth.p, back.p);
        assert.ok((forth.p[0] ?? 0) >= forth.smallestP - 1e-12 || a.length + b.length < 3);
        assert.ok((forth.p[0] ?? 2) <= 1);
      },
    ),
  );
});

test('equal values everywhere give p = 1', () => {
  assert.deepEqual(permutationTest([[7, 7, 7, 7, 7, 7]], 3).p, [1]);
});

test('a part is held against the largest difference of any part', () => {
  const noise = [3, 1, 4, 1, 5, 9, 2, 6];
  const alone = permutationTest([noise, noise], 4).p[1] ?? 0;
  const beside = permutationTest([noise, noise, apart(4, 4)], 4).p;
  assert.ok((beside[1] ?? 0) > alone);
  assert.ok(Math.abs((beside[2] ?? 0) - 2 / 70) < 1e-12);
});
