import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { CompareFinding, Labels } from '../../src/analysis/compare-finding.ts';
import { compare } from '../../src/analysis/compare.ts';
import type { Trace } from '../../src/model/trace.ts';
import { arbitraryRoot } from '../support/arbitrary-trace.ts';
import { call, span, spansOf, traceOf, type SpanPlan } from '../support/trace-builder.ts';
import { assembleTrace } from '../../src/model/assemble.ts';

const id = (n: number): string => n.toString(16).padStart(32, '0');

/** A checkout whose payment takes so many ms, and whose order asks its cache or does not. */
function checkout(
  payMs: number,
  n: number,
  options: { cache?: boolean; card?: string } = {},
): Trace {
  const { cache = true, card = 'visa' } = options;
  const end = 10 + payMs;
  const below: SpanPlan[] = cache
    ? [span('order', 'get', [1, 3], { kind: 'client', attributes: { 'server.address': 'redis' } })]
    : [];
  const pay = call('order', 'payment', 'POST /pay', {
    client: [4, 6 + payMs],
    server: [5, 5 + payMs],
  });
  const withCard = {
    ...pay,
    children: pay.children.map((server) => ({
      ...server,
      options: { ...server.options, attributes: { card, 'session.id': `s-${n}` } },
    })),
  };
  return traceOf(
    [span('order', 'POST /order', [0, end], { kind: 'server' }, [...below, withCard])],
    id(n),
  );
}

const many = (count: number, from: number, payMs: number): Trace[] =>
  Array.from({ length: count }, (_, i) => checkout(payMs + i, from + i));

function compared(groups: Parameters<typeof compare>[0], labels: Labels): CompareFinding {
  const found = compare(groups, labels);
  assert.ok(found);
  return found;
}

test('one trace against one: the place that grew explains the difference, the rest nothing', () => {
  const found = compared({ a: [checkout(10, 1)], b: [checkout(2010, 2)] }, 'single');
  assert.equal(found.deltaUs, 2_000_000);
  const [first, ...others] = found.places;
  assert.ok(first);
  assert.equal(first.steps.at(-1)?.name, 'POST /pay');
  assert.deepEqual([first.deltaUs, first.share, first.change], [2_000_000, 1, 'time']);
  for (const { deltaUs } of others) assert.equal(deltaUs, 0);
  assert.equal(found.evidence, undefined);
});

test('what only one has is a change of structure, with how many have it', () => {
  const a = [1, 2, 3].map((n) => checkout(10, n));
  const b = [4, 5, 6].map((n) => checkout(10, n, { cache: false }));
  const found = compared({ a, b }, 'dealt');
  const gone = found.places.find(({ change }) => change === 'only-a');
  assert.ok(gone);
  assert.deepEqual(gone.steps.at(-1), { service: 'order', name: 'get', callee: 'redis' });
  assert.deepEqual(gone.presentIn, { a: 3, b: 0 });
  assert.equal(gone.deltaUs, -2000);
  // The order now does by itself what it did while it waited.
  assert.equal(found.deltaUs, 0);
  assert.equal(gone.share, undefined);
});

describe('evidence', () => {
  const sizes: [n: number, p: number, tooFew: boolean][] = [
    [3, 0.1, true],
    [4, 2 / 70, false],
    [5, 2 / 252, false],
  ];
  for (const [n, p, tooFew] of sizes) {
    test(`${n} against ${n}`, () => {
      const found = compared({ a: many(n, 1, 10), b: many(n, 100, 2000) }, 'dealt');
      assert.ok(Math.abs((found.evidence?.p ?? 0) - p) < 1e-12);
      assert.equal(found.evidence?.tooFew, tooFew);
      const payment = found.places[0];
      assert.ok((payment?.p ?? 0) >= p, 'adjusted for the number of places');
    });
  }

  test('groups that were picked by their duration get none', () => {
    const found = compared({ a: many(5, 1, 10), b: many(5, 100, 2000) }, 'by-duration');
    assert.equal(found.evidence, undefined);
    assert.ok(found.places.every(({ p }) => p === undefined));
  });
});

test('attributes: what differs is named, ids and values seen once are not', () => {
  const a = Array.from({ length: 8 }, (_, i) => checkout(10, i + 1));
  const b = Array.from({ length: 8 }, (_, i) =>
    checkout(20, i + 20, { card: i < 7 ? 'amex' : 'jcb' }),
  );
  const found = compared({ a, b }, 'dealt');
  assert.deepEqual(found.attributes, [
    { service: 'payment', key: 'card', value: 'visa', presentIn: { a: 8, b: 0 }, implied: 0 },
    { service: 'payment', key: 'card', value: 'amex', presentIn: { a: 0, b: 7 }, implied: 0 },
  ]);
});

test('incomplete traces and other operations are left out and counted', () => {
  const lost = spansOf([span('x', 'a', [0, 5], {}, [span('x', 'b', [1, 2])])], id(50)).slice(1);
  const other = traceOf([span('order', 'GET /health', [0, 1], { kind: 'server' })], id(51));
  const found = compared(
    { a: [checkout(10, 1), assembleTrace(lost)], b: [checkout(20, 2), other] },
    'dealt',
  );
  assert.deepEqual(found.incomplete, { a: 1, b: 0 });
  assert.deepEqual(found.otherOperations, { a: 0, b: 1 });
  assert.deepEqual(found.traces, { a: 1, b: 1 });
});

test('groups without an operation in common cannot be compared', () => {
  const other = traceOf([span('order', 'GET /health', [0, 1], { kind: 'server' })], id(9));
  assert.equal(compare({ a: [checkout(1, 1)], b: [other] }, 'dealt'), undefined);
  assert.equal(compare({ a: [checkout(1, 1)], b: [] }, 'dealt'), undefined);
});

test('the differences of the places add up to the difference, whatever the traces', () => {
  const group = fc.array(arbitraryRoot, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(group, group, (first, second) => {
      const traces = (roots: readonly SpanPlan[], from: number): Trace[] =>
        // One operation, so that all are compared.
        roots.map((root, i) => traceOf([{ ...root, service: 'a', name: 'root' }], id(from + i)));
      const found = compared({ a: traces(first, 1), b: traces(second, 100) }, 'dealt');
      const sum = found.places.reduce((total, { deltaUs }) => total + deltaUs, 0);
      assert.ok(Math.abs(sum - found.deltaUs) < 1e-3, `${sum} ${found.deltaUs}`);
    }),
    { numRuns: 300 },
  );
});

test('the answer does not depend on the order in which the traces arrive', () => {
  const a = Array.from({ length: 24 }, (_, i) => checkout(20 + ((i * 37) % 50), i));
  const b = Array.from({ length: 6 }, (_, i) => checkout(45 + ((i * 23) % 40), 100 + i));
  const found = (one: readonly Trace[], other: readonly Trace[]): CompareFinding | undefined =>
    compare({ a: one, b: other }, 'dealt');
  const expected = found(a, b);
  assert.ok(expected?.evidence, 'there is a test to repeat');
  assert.deepEqual(found(a.toReversed(), b.toReversed()), expected);
});
