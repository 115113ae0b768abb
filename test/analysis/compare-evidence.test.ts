import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import type { Trace } from '../../src/model/trace.ts';
import { mulberry32, type Random } from '../../src/base/random.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const REQUESTS = 5;
const id = (n: number): string => n.toString(16).padStart(32, '0');

/** Of each run five requests of nearly the same length; the database has all that differs. */
function runs(meansMs: readonly number[], from: number) {
  const runOf = new Map<string, number>();
  const traces = meansMs.flatMap((ms, i) =>
    Array.from({ length: REQUESTS }, (_, j): Trace => {
      const traceId = id(from + i * REQUESTS + j);
      runOf.set(traceId, from + i);
      const end = ms + j / 100;
      return traceOf(
        [span('shop', 'GET /', [0, end], {}, [span('db', 'SELECT', [1, end - 1])])],
        traceId,
      );
    }),
  );
  return { traces, runOf };
}

function compared(a: readonly number[], b: readonly number[]) {
  const [first, second] = [runs(a, 1), runs(b, 1001)];
  const runOf = new Map([...first.runOf, ...second.runOf]);
  return compare({ a: first.traces, b: second.traces }, 'runs', { runOf })!;
}

describe('runs are dealt out as wholes', () => {
  test('four against four can show a difference, and no more than 70 ways do', () => {
    const { evidence, headline, places } = compared([50, 51, 52, 53], [70, 71, 72, 73]);
    assert.deepEqual([evidence?.unit, evidence?.permutations], ['run', 70]);
    assert.ok(Math.abs((evidence?.p ?? 0) - 2 / 70) < 1e-12);
    assert.deepEqual([headline.kind, headline.service], ['place', 'db']);
    assert.ok((places[0]?.p ?? 1) < 0.05);
  });

  test('three against three are too few, however many requests there are', () => {
    const { evidence, headline } = compared([50, 51, 52], [70, 71, 72]);
    assert.deepEqual([evidence?.tooFew, evidence?.smallestP], [true, 0.1]);
    assert.deepEqual([headline.kind, headline.reason], ['no-difference', 'chance']);
  });

  test('runs that differ among themselves as much as between the groups show nothing', () => {
    const { headline, evidence } = compared([50, 70, 55, 65], [52, 72, 60, 75]);
    assert.ok((evidence?.p ?? 0) > 0.05);
    assert.equal(headline.kind, 'no-difference');
  });

  test('the interval is one over runs: wider than one over their requests', () => {
    const { interval } = compared([50, 70, 55, 65], [52, 72, 60, 75]);
    assert.ok(interval && interval.toUs - interval.fromUs > 10_000, JSON.stringify(interval));
  });
});

test('of pairs of groups of unchanged runs that drift, few claim a difference', () => {
  const random = mulberry32(7);
  const PAIRS = 200;
  let claims = 0;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    // A slow wave over the runs, and what each run shares: alternating runs meet both in the same way.
    const means = Array.from({ length: 8 }, (_, i) => 50 + 3 * Math.sin(i / 4) + 10 * random());
    const of = (odd: number): number[] => means.filter((_, i) => i % 2 === odd);
    const { evidence, headline } = compared(of(0), of(1));
    if (headline.kind === 'place' || (evidence?.p ?? 1) < 0.05) claims += 1;
  }
  assert.ok(claims <= 0.06 * PAIRS, `${claims} of ${PAIRS}`);
});

describe('requests by a tag', () => {
  const DISTRIBUTIONS: Record<string, (random: Random) => number> = {
    even: (random) => 70 + 60 * random(),
    'long tails': (random) => 10 * Math.exp(1.5 * normal(random)),
    'longer tails': (random) => Math.min(50_000, 10 * (1 - random()) ** (-1 / 1.1)),
    'some five times as long': (random) => (random() < 0.1 ? 500 : 100) + 10 * random(),
  };
  const normal = (random: Random): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const groupOf = (n: number, msOf: () => number, from: number): Trace[] =>
    Array.from({ length: n }, (_, i) => {
      const end = msOf();
      const work = span('db', 'SELECT', [0, 0.9 * end]);
      return traceOf([span('shop', 'GET /', [0, end], {}, [work])], id(from + i));
    });
  const SIZES: [number, number][] = [
    [2, 2],
    [3, 3],
    [4, 4],
    [8, 8],
    [20, 20],
    [4, 36],
  ];
  const EACH = 40;
  const isNamed = (a: Trace[], b: Trace[]): boolean =>
    compare({ a, b }, 'by-tag')?.headline.kind === 'place';

  for (const [what, msOf] of Object.entries(DISTRIBUTIONS))
    test(`in at most 2 of 100 a place is named by chance: ${what}`, () => {
      const random = mulberry32(11);
      let claims = 0;
      for (const [a, b] of SIZES)
        for (let i = 0; i < EACH; i += 1) {
          const draw = () => msOf(random);
          if (isNamed(groupOf(a, draw, 1), groupOf(b, draw, 1001))) claims += 1;
        }
      assert.ok(claims <= 0.02 * EACH * SIZES.length, `${claims} of ${EACH * SIZES.length}`);
    });

  test('a place that takes a third longer is named from twenty against twenty on', () => {
    const random = mulberry32(11);
    const draw = () => 70 + 60 * random();
    const named = Array.from({ length: EACH }, () =>
      isNamed(
        groupOf(20, draw, 1),
        groupOf(20, () => 1.33 * draw(), 1001),
      ),
    ).filter(Boolean);
    assert.ok(named.length >= 0.95 * EACH, `${named.length} of ${EACH}`);
  });

  test('three against three never suffice, and the interval of few is wide', () => {
    const of = (ms: number, n: number, from: number) => groupOf(n, () => (ms += 1), from);
    const { headline } = compare({ a: of(50, 3, 1), b: of(90, 3, 101) }, 'by-tag')!;
    assert.deepEqual([headline.kind, headline.reason], ['no-difference', 'chance']);
    const two = compare({ a: of(50, 2, 1), b: of(90, 2, 101) }, 'by-tag')!;
    // The draws are 40 ms ± 1 ms; Student's t of two degrees of freedom makes 4.30 / 1.96 · √2 of it.
    assert.deepEqual(two.interval, { fromUs: 36_897, toUs: 43_103 });
    const five = compare({ a: of(50, 5, 1), b: of(90, 5, 101) }, 'by-tag')!;
    assert.equal(five.headline.kind, 'place');
  });
});
