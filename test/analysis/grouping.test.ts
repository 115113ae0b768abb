import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compare } from '../../src/analysis/compare.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import type { Attributes, Trace } from '../../src/model/trace.ts';
import { arbitraryRoot } from '../support/arbitrary-trace.ts';
import { call, span, traceOf, type SpanPlan } from '../support/trace-builder.ts';

const ALL = Number.MAX_SAFE_INTEGER;
const id = (n: number): string => n.toString(16).padStart(32, '0');

/** Asks auth twice, once through its cart. The attributes are those of the root. */
function page(attributes: Attributes = {}, resource: Attributes = {}, n = 1): Trace {
  const ask = (from: string, start: number): SpanPlan =>
    call(from, 'auth', 'GET /check', {
      client: [start, start + 20],
      server: [start, start + 20],
    });
  const cart = call('shop', 'cart', 'GET /cart', { client: [20, 60], server: [20, 60] }, [
    ask('cart', 30),
  ]);
  return traceOf(
    [
      span('shop', 'GET /page', [0, 100], { kind: 'server', attributes, resource }, [
        ask('shop', 0),
        cart,
      ]),
    ],
    id(n),
  );
}

const rows = (traces: Trace[], groupBy: string): (readonly [string, number])[] =>
  slowest(traces, { by: 'path', limit: ALL, groupBy }).sections.flatMap(({ paths }) =>
    paths.map(({ group, steps, totalUs }) => [
      group ?? `${steps[0]?.service} ${steps[0]?.name}`,
      totalUs / 1000,
    ]),
  );

describe('rows', () => {
  const cases: [title: string, groupBy: string, traces: Trace[], rows: [string, number][]][] = [
    [
      'by service: all its places together',
      'service',
      [page()],
      [
        ['auth', 40],
        ['shop', 40],
        ['cart', 20],
      ],
    ],
    [
      'by operation: wherever it was called',
      'operation',
      [page()],
      [
        ['shop GET /page', 40],
        ['auth GET /check', 40],
        ['cart GET /cart', 20],
      ],
    ],
    [
      'by attribute: what does not have it is a row of its own',
      'db.shard',
      [page({ 'db.shard': 7 }), page({ 'db.shard': 8 }, {}, 2)],
      [
        ['(none)', 120],
        ['7', 40],
        ['8', 40],
      ],
    ],
    [
      'by attribute of the resource, where the span has none',
      'zone',
      [page({}, { zone: 'a' }), page({ zone: 'b' }, { zone: 'a' }, 2)],
      [
        ['(none)', 120],
        ['a', 40],
        ['b', 40],
      ],
    ],
    ['by what is no attribute and can be searched for', 'span.kind', [page()], [['server', 100]]],
    ['no attribute at all', 'toString', [page()], [['(none)', 100]]],
  ];
  for (const [title, groupBy, traces, expected] of cases)
    test(title, () => {
      const sorted = (list: readonly (readonly [string, number])[]) =>
        list.map(([name, us]) => `${name} ${us}`).sort();
      assert.deepEqual(sorted(rows(traces, groupBy)), sorted(expected));
    });

  test('a group counts once in a request that has it twice', () => {
    const [section] = slowest([page()], { by: 'path', limit: ALL, groupBy: 'service' }).sections;
    const auth = section?.paths.find(({ group }) => group === 'auth');
    assert.deepEqual([auth?.presentIn, auth?.spansPerTrace, auth?.maxUs], [1, 2, 40_000]);
  });
});

const groupings = fc.constantFrom('service', 'operation', 'span.kind', 'telemetry.sdk.language');
const arbitraryRoots = fc.array(arbitraryRoot, { minLength: 1, maxLength: 5 });

/** Of one operation, so that all are compared. */
const tracesOf = (roots: readonly SpanPlan[], from: number): Trace[] =>
  roots.map((root, i) => traceOf([{ ...root, service: 'a', name: 'root' }], id(from + i)));

test('however rows are grouped, their times add up to the requests, exactly', () => {
  fc.assert(
    fc.property(arbitraryRoots, groupings, (roots, groupBy) => {
      const traces = tracesOf(roots, 1);
      const all = slowest(traces, { by: 'path', limit: ALL, groupBy });
      for (const { paths, totalUs } of all.sections)
        assert.equal(
          paths.reduce((sum, path) => sum + path.totalUs, 0),
          totalUs,
        );
      assert.deepEqual(slowest(traces.toReversed(), { by: 'path', limit: ALL, groupBy }), all);
    }),
    { numRuns: 300 },
  );
});

test('however rows are grouped, their differences add up to the difference', () => {
  fc.assert(
    fc.property(arbitraryRoots, arbitraryRoots, groupings, (first, second, groupBy) => {
      const groups = { a: tracesOf(first, 1), b: tracesOf(second, 100) };
      const found = compare(groups, 'dealt', { groupBy });
      const sum = found!.places.reduce((total, { deltaUs }) => total + deltaUs, 0);
      assert.ok(Math.abs(sum - found!.deltaUs) < 1e-3, `${sum} ${found!.deltaUs}`);
    }),
    { numRuns: 200 },
  );
});
