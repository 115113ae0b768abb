import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { counted } from '../../../src/model/counted.ts';
import { percent, shortIds } from '../../../src/render/terminal/words.ts';

describe('short trace ids', () => {
  const id = (start: string): string => start.padEnd(32, '0');
  const cases: [title: string, ids: string[], short: string[]][] = [
    ['are eight digits', [id('4f1c0a7e1'), id('09be11d21')], ['4f1c0a7e', '09be11d2']],
    [
      'are longer where eight digits are those of another, by as much as it takes',
      [id('4f1c0a7e11'), id('4f1c0a7e12'), id('4f1c0a7e3'), id('09be11d2')],
      ['4f1c0a7e11', '4f1c0a7e12', '4f1c0a7e3', '09be11d2'],
    ],
    [
      'are not longer because an id occurs twice',
      [id('4f1c'), id('4f1c')],
      ['4f1c0000', '4f1c0000'],
    ],
    ['may be whole', [id(''), `${'0'.repeat(31)}1`], [id(''), `${'0'.repeat(31)}1`]],
  ];
  for (const [title, ids, short] of cases) {
    test(title, () => assert.deepEqual(ids.map(shortIds(ids)), short));
  }
});

describe('shares', () => {
  const cases: [share: number, expected: string][] = [
    [0, '0 %'],
    [0.000_1, '<1 %'],
    [0.004_9, '<1 %'],
    [0.005, '1 %'],
    [0.684, '68 %'],
    [1, '100 %'],
    [1.7, '170 %'],
  ];
  for (const [share, expected] of cases) {
    test(`${share} is ${expected}`, () => assert.equal(percent(share), expected));
  }
});

test('one is singular, nothing and many are plural', () => {
  assert.deepEqual(
    [0, 1, 2].map((n) => counted(n, 'trace')),
    ['0 traces', '1 trace', '2 traces'],
  );
});
