import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import { slowestAndMedian } from '../../src/analysis/slowest-and-median.ts';
import { mulberry32 } from '../../src/base/random.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, spansOf, traceOf } from '../support/trace-builder.ts';

const request = (ms: number, name = 'GET /'): Trace =>
  traceOf([span('a', name, [0, ms], { kind: 'server' })], ms.toString(16).padStart(32, '0'));
const from1To = (n: number): Trace[] => Array.from({ length: n }, (_, i) => request(i + 1));

const msOf = (traces: readonly Trace[]): number[] =>
  traces.map(({ roots }) => (roots[0]?.durationUs ?? 0) / 1000);

describe('the slowest tenth, and as many at the median', () => {
  const cases: [title: string, traces: Trace[], median: number[], slowest: number[]][] = [
    ['none', [], [], []],
    ['two are too few', from1To(2), [], []],
    ['of three', from1To(3), [2], [3]],
    ['of ten', from1To(10), [5], [10]],
    ['of eleven', from1To(11), [5, 6], [10, 11]],
    ['of thirty, in any order', from1To(30).reverse(), [14, 15, 16], [28, 29, 30]],
    [
      'only of an operation with three requests',
      [...from1To(3), request(90, 'GET /other'), request(91, 'GET /other')],
      [2],
      [3],
    ],
    [
      'of the operation that took most time, and not of many health checks',
      [
        ...Array.from({ length: 60 }, (_, i) => request(1 + i / 100, 'GET /health')),
        ...[100, 101, 102, 500].map((ms) => request(ms, 'GET /cart')),
      ],
      [101],
      [500],
    ],
  ];
  for (const [title, traces, median, slowest] of cases) {
    test(title, () => {
      const { a, b } = slowestAndMedian(traces);
      assert.deepEqual([msOf(a), msOf(b)], [median, slowest]);
    });
  }

  test('the traces of other operations are counted', () => {
    const others = [request(90, 'GET /other'), request(91, 'GET /other')];
    assert.equal(slowestAndMedian([...from1To(3), ...others]).otherOperations, 2);
  });

  test('incomplete traces are in neither', () => {
    const orphaned = assembleTrace(
      spansOf([span('a', 'GET /', [0, 99], {}, [span('a', 'x', [0, 99])])]).slice(1),
    );
    const { b } = slowestAndMedian([...from1To(3), orphaned]);
    assert.deepEqual(msOf(b), [3]);
  });
});

describe('of the slowest against the median a place is named only if it leads in other draws too', () => {
  /** Six calls one after the other, each of 15 ms ± 50 %. @param slowerMs of the fourth in each tenth request */
  function requests(seed: number, slowerMs: number): Trace[] {
    const random = mulberry32(seed);
    return Array.from({ length: 100 }, (_, i) => {
      let at = 0;
      const calls = Array.from({ length: 6 }, (__, k) => {
        const start = at;
        at += 15 * (0.5 + random()) + (k === 3 && i % 10 === 0 ? slowerMs : 0);
        return span(`s${k}`, 'work', [start, at], { kind: 'server' });
      });
      return traceOf(
        [span('web', 'GET /', [0, at], { kind: 'server' }, calls)],
        (i + 1).toString(16).padStart(32, '0'),
      );
    });
  }

  const headlineOf = (seed: number, slowerMs: number) =>
    compare(slowestAndMedian(requests(seed, slowerMs)), 'by-duration')?.headline;

  const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

  test('not where all of them only vary', () => {
    const named = SEEDS.filter((seed) => headlineOf(seed, 0)?.kind === 'place');
    assert.deepEqual(named, []);
  });

  test('and always where one of them is slow at times', () => {
    const named = SEEDS.map((seed) => headlineOf(seed, 60)?.service);
    assert.deepEqual(
      named,
      SEEDS.map(() => 's3'),
    );
  });
});
