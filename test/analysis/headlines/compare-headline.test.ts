import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../../src/analysis/compare.ts';
import type { Labels } from '../../../src/analysis/compare-finding.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { span, traceOf } from '../../support/trace-builder.ts';

/** Requests in which a database takes some milliseconds; each a little more than the one before. */
const requests = (n: number, dbMs: number, from: number, shard: string): Trace[] =>
  Array.from({ length: n }, (_, i) => {
    const end = 10 + dbMs + i / 10;
    const db = span('db', 'SELECT', [5, end - 5], { attributes: { 'db.shard': shard } });
    const id = (from + i).toString(16).padStart(32, '0');
    return traceOf([span('shop', 'GET /', [0, end], { kind: 'server' }, [db])], id);
  });

const headline = (labels: Labels, dbMs: number, runSpreadUs?: number) =>
  compare({ a: requests(10, 40, 1, '1'), b: requests(10, dbMs, 100, '7') }, labels, {
    runSpreadUs,
  })!.headline;

describe('the headline', () => {
  test('names the place, and what all of the slow requests have', () => {
    const { kind, service, operation, attribute, share, deltaUs } = headline('dealt', 60);
    assert.deepEqual([kind, service, operation], ['place', 'db', 'SELECT']);
    assert.deepEqual(attribute, {
      ...{ service: 'db', key: 'db.shard', value: '7' },
      presentIn: { a: 0, b: 10 },
    });
    assert.deepEqual([share, deltaUs], [1, 20_000]);
  });

  test('names nothing below 5 % of the faster mean', () => {
    const { kind, reason } = headline('dealt', 42);
    assert.deepEqual([kind, reason], ['difference', 'small'], 'p of the whole is below 0.05');
    assert.equal(headline('single', 42).kind, 'no-difference');
  });

  test('names nothing for two runs without knowing how much runs differ', () => {
    assert.equal(headline('not-dealt', 60).kind, 'drift');
    assert.equal(headline('not-dealt', 60, 11_000).kind, 'drift');
    assert.equal(headline('not-dealt', 60, 9_000).kind, 'place');
  });

  test('names the place for a tag, where the interval of the difference leaves out 0', () => {
    const { kind, operation, attribute } = headline('by-tag', 60);
    assert.deepEqual([kind, operation, attribute?.value], ['place', 'SELECT', '7']);
    const noisy = (ms: number, from: number): Trace[] =>
      [10, 60, 110].flatMap((more, i) => requests(1, ms + more, from + i, '1'));
    const groups = { a: noisy(40, 1), b: noisy(50, 100) };
    assert.equal(compare(groups, 'by-tag')?.headline.kind, 'no-difference');
  });

  test('does not deny a difference that p shows, where no place explains enough of it', () => {
    /** Ten services one after the other, each a little slower in b. */
    const chain = (n: number, ms: number, from: number): Trace[] =>
      Array.from({ length: n }, (_, i) => {
        const end = 10 * ms + i / 10;
        const calls = Array.from({ length: 10 }, (_one, at) =>
          span(`s${at}`, 'work', [at * ms, (at + 1) * ms]),
        );
        const id = (from + i).toString(16).padStart(32, '0');
        return traceOf([span('shop', 'GET /', [0, end], { kind: 'server' }, calls)], id);
      });
    const groups = { a: chain(10, 10, 1), b: chain(10, 20, 100) };
    const { headline: spread, evidence } = compare(groups, 'dealt')!;
    assert.ok(evidence && evidence.p < 0.05);
    assert.deepEqual([spread.kind, spread.reason], ['difference', 'no-place']);
    const [a, b] = [groups.a.slice(0, 1), groups.b.slice(0, 1)];
    assert.equal(compare({ a, b }, 'single')!.headline.kind, 'difference');
  });

  test('has an interval that holds the difference, the same each time', () => {
    const { interval, deltaUs = 0 } = headline('dealt', 60);
    assert.ok(interval && interval.fromUs <= deltaUs && deltaUs <= interval.toUs);
    assert.deepEqual(headline('dealt', 60).interval, interval);
  });
});
