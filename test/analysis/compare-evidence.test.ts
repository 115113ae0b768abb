import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import type { Trace } from '../../src/model/trace.ts';
import { mulberry32 } from '../../src/base/random.ts';
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

describe('a tag that makes no difference is not one for a few requests', () => {
  const DRAWS = 60;
  const random = mulberry32(11);
  const uniform = (): number => 70 + 60 * random();
  const pareto = (): number => 20 * (1 - random()) ** (-1 / 1.1);

  const tagged = (n: number, from: number, draw: () => number): Trace[] =>
    Array.from({ length: n }, (_, i) => {
      const end = draw();
      const below = [span('db', 'SELECT', [0, end * 0.9])];
      return traceOf([span('shop', 'GET /', [0, end], {}, below)], id(from + i));
    });

  const claims = (a: number, b: number, draw: () => number): number =>
    Array.from({ length: DRAWS }, () => {
      const groups = { a: tagged(a, 1, draw), b: tagged(b, 1001, draw) };
      return compare(groups, 'by-tag')?.headline.kind === 'place' ? 1 : 0;
    }).reduce<number>((sum, one) => sum + one, 0);

  for (const [a, b] of [
    [2, 2],
    [4, 4],
    [8, 8],
    [20, 20],
    [3, 37],
  ] as const)
    for (const [name, draw] of Object.entries({ uniform, pareto }))
      test(`${a} against ${b}, ${name}: at most 4 of ${DRAWS} claim a place`, () => {
        // 2 in 100 on average: more than 4 of 60 happen once in 140.
        assert.ok(claims(a, b, draw) <= 4);
      });

  test('five against five that lie apart have a place', () => {
    const a = [100, 102, 104, 106, 108].flatMap((ms, i) => tagged(1, 1 + i, () => ms));
    const b = [150, 152, 154, 156, 158].flatMap((ms, i) => tagged(1, 1001 + i, () => ms));
    const { headline } = compare({ a, b }, 'by-tag')!;
    assert.deepEqual([headline.kind, headline.service], ['place', 'db']);
  });
});
