import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkSampling } from '../../src/analysis/sampling-check.ts';

const flags = (yes: number, no: number, unsaid = 0): (boolean | undefined)[] => [
  ...Array<boolean>(yes).fill(true),
  ...Array<boolean>(no).fill(false),
  ...Array<undefined>(unsaid).fill(undefined),
];

describe('the share of sampled requests', () => {
  const cases: [title: string, yes: number, no: number, share: number, isWithin: boolean][] = [
    ['as asked for', 5, 45, 0.1, true],
    ['the least that is still likely', 1, 49, 0.1, true],
    ['none, where few would be', 0, 50, 0.1, false],
    ['the most that is still likely', 9, 41, 0.1, true],
    ['one too many', 10, 40, 0.1, false],
    ['all of all', 50, 0, 1, true],
    ['one not sampled of all', 49, 1, 1, false],
    ['one sampled of none', 1, 49, 0, false],
  ];
  for (const [title, yes, no, share, isWithin] of cases) {
    test(title, () => {
      const found = checkSampling(flags(yes, no), share);
      assert.deepEqual([found?.sampled, found?.of, found?.isWithin], [yes, 50, isWithin]);
    });
  }

  test('requests whose service said nothing do not count', () => {
    const found = checkSampling(flags(5, 5, 40), 0.5);
    assert.deepEqual(found, { sampled: 5, of: 10, share: 0.5, least: 2, most: 8, isWithin: true });
  });

  test('an unknown share, or one without any answer, is not judged', () => {
    assert.equal(checkSampling(flags(5, 45), undefined), undefined);
    assert.equal(checkSampling(flags(0, 0, 10), 0.1), undefined);
    assert.equal(checkSampling([], 0.1), undefined);
  });
});
