import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { interleaved } from '../../src/base/interleaved.ts';
import { type Spread, spreadOf } from '../../src/base/spread.ts';

describe('spread', () => {
  const cases: [title: string, values: number[], expected: Spread][] = [
    ['one value', [5], { n: 1, median: 5, low: 5, high: 5, range: 'min-max' }],
    ['of two the mean', [9, 4], { n: 2, median: 6.5, low: 4, high: 9, range: 'min-max' }],
    [
      'up to seven the whole range',
      [7, 1, 2, 6, 3, 5, 4],
      { n: 7, median: 4, low: 1, high: 7, range: 'min-max' },
    ],
    [
      'from eight on the quartiles',
      [80, 1, 2, 3, 4, 5, 6, 7],
      { n: 8, median: 4.5, low: 2, high: 6, range: 'p25-p75' },
    ],
  ];
  for (const [title, values, expected] of cases) {
    test(title, () => assert.deepEqual(spreadOf(values), expected));
  }

  test('of nothing there is no median', () => assert.ok(Number.isNaN(spreadOf([]).median)));

  test('holds the median, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const spread = spreadOf(values);
        assert.ok(spread.low <= spread.median && spread.median <= spread.high);
        assert.deepEqual(spreadOf(values.toReversed()), spread);
      }),
    );
  });
});

describe('sides in turn', () => {
  test('A B A B, the first round thrown away', async () => {
    const order: string[] = [];
    const side = (name: string) => (round: number) => {
      order.push(`${name}${round}`);
      return Promise.resolve(order.length);
    };
    const measured = await interleaved(2, { a: side('a'), b: side('b') });
    assert.deepEqual(order, ['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
    assert.deepEqual(measured, { a: [3, 5], b: [4, 6] });
  });

  test('a side that fails ends it', async () => {
    let asked = 0;
    const fails = (): Promise<number> => Promise.reject(new Error('no'));
    const counts = (): Promise<number> => Promise.resolve((asked += 1));
    await assert.rejects(interleaved(3, { a: counts, b: fails }), /no/);
    assert.equal(asked, 1);
  });
});
