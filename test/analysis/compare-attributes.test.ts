import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareAttributes } from '../../src/analysis/compare-attributes.ts';
import type { Attributes, Trace } from '../../src/model/trace.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const one = (attributes: Attributes, service = 's'): Trace =>
  traceOf([span(service, 'P', [0, 5], { attributes })]);

const group = (n: number, attributesOf: (i: number) => Attributes): Trace[] =>
  Array.from({ length: n }, (_, i) => one(attributesOf(i)));

const found = (a: Trace[], b: Trace[], near?: string): string[] =>
  compareAttributes({ a, b }, near).map(
    ({ key, value, presentIn, implied }) =>
      `${key}=${value} ${presentIn.a}:${presentIn.b} +${implied}`,
  );

describe('what follows from an attribute is left out', () => {
  test('holding for the same traces', () => {
    const b = group(10, () => ({ shard: '7', node: 'b', rack: 'r2' }));
    const a = group(10, (i) => ({ shard: String(i % 5) }));
    assert.deepEqual(found(a, b), [
      'node=b 0:10 +2',
      'shard=0 2:0 +0',
      'shard=1 2:0 +0',
      'shard=2 2:0 +0',
      'shard=3 2:0 +0',
      'shard=4 2:0 +0',
    ]);
  });

  test('holding wherever the better one does, and elsewhere too', () => {
    const b = group(10, () => ({ shard: '7', region: 'eu' }));
    const a = group(10, (i) => ({ region: i < 4 ? 'eu' : 'us' }));
    assert.deepEqual(found(a, b), ['shard=7 0:10 +1', 'region=us 6:0 +0']);
  });

  test('but not what holds for some of its traces only: that may be the reason', () => {
    const b = group(10, (i) => ({ region: 'eu', ...(i < 6 ? { shard: '7' } : {}) }));
    const a = group(10, () => ({}));
    assert.deepEqual(found(a, b), ['region=eu 0:10 +0', 'shard=7 0:6 +0']);
  });

  test('of equals one of the service where the time is', () => {
    const two = (node: string): Trace =>
      traceOf([
        span('a', 'P', [0, 5], { attributes: { node } }, [
          span('z', 'Q', [1, 4], { attributes: { pool: node } }),
        ]),
      ]);
    const [x, y] = [
      Array.from({ length: 8 }, () => two('1')),
      Array.from({ length: 8 }, () => two('2')),
    ];
    assert.equal(compareAttributes({ a: x, b: y }, 'z')[0]?.service, 'z');
    assert.equal(compareAttributes({ a: x, b: y })[0]?.service, 'a');
  });
});

test('what follows is left out of few traces too, except of two', () => {
  const b = (n: number) => group(n, () => ({ shard: '7', node: 'b', rack: 'r2' }));
  assert.deepEqual(
    found(
      group(5, () => ({})),
      b(5),
    ),
    ['node=b 0:5 +2'],
  );
  assert.equal(
    found(
      group(1, () => ({})),
      b(1),
    ).length,
    3,
  );
});

describe('of few traces, what a fair coin would give is not listed', () => {
  const few = (n: number, inA: number, inB: number): string[] =>
    found(
      group(n, (i) => (i < inA ? { node: 'b' } : {})),
      group(n, (i) => (i < inB ? { node: 'b' } : {})),
    );

  const cases: [n: number, inA: number, inB: number, isListed: boolean][] = [
    [6, 2, 3, false],
    [6, 0, 3, false],
    [6, 0, 4, true],
    [6, 0, 6, true],
    [3, 0, 3, true],
    [3, 0, 2, false],
    [2, 0, 2, false],
    [1, 0, 1, true],
  ];
  for (const [n, inA, inB, isListed] of cases)
    test(`${inA}/${n} against ${inB}/${n}`, () =>
      assert.equal(few(n, inA, inB).length, isListed ? 1 : 0));
});
