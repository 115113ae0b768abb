import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { repeatedCalls, type RepeatVerdict } from '../../src/analysis/n-plus-one.ts';
import type { Attributes, SpanKind } from '../../src/model/trace.ts';
import { arbitraryRoot } from '../support/arbitrary-trace.ts';
import { call, span, traceOf, type SpanPlan } from '../support/trace-builder.ts';

type Times = readonly [number, number];

const get = (times: Times, attributes: Attributes = {}, kind: SpanKind = 'client'): SpanPlan =>
  span('cart', 'get', times, {
    kind,
    attributes: { 'server.address': 'redis', 'db.system.name': 'redis', ...attributes },
  });
const below = (children: SpanPlan[]) =>
  traceOf([span('cart', 'GET /cart', [0, 100], {}, children)]);
const spread = (count: number, every: number, length: number): Times[] =>
  Array.from({ length: count }, (_, i) => [i * every, i * every + length] as const);

describe('the verdict on repeated calls', () => {
  const cases: [
    title: string,
    children: SpanPlan[],
    verdict: RepeatVerdict | 'none',
    savedMs?: number,
  ][] = [
    ['four are too few', spread(4, 10, 10).map((t) => get(t)), 'none'],
    ['one after the other', spread(5, 10, 10).map((t) => get(t)), 'n-plus-one', 40],
    ['with time in between', spread(5, 15, 10).map((t) => get(t)), 'n-plus-one', 40],
    [
      'one after the other by a coarse clock',
      spread(5, 10, 10.8).map((t) => ({
        ...get(t),
        options: { ...get(t).options, language: 'nodejs' },
      })),
      'n-plus-one',
      40,
    ],
    [
      'of keys that only the name holds',
      spread(5, 10, 10).map((t, i) => ({ ...get(t), name: `GET user:10${i}` })),
      'n-plus-one',
      40,
    ],
    ['all at once', spread(5, 2, 10).map((t) => get(t)), 'concurrent-n-plus-one', 8],
    ['all at once, with little to save', spread(5, 1, 10).map((t) => get(t)), 'none'],
    [
      'all at once in a pipeline',
      spread(5, 2, 10).map((t) => get(t, { 'db.operation.name': 'PIPELINE get' })),
      'fan-out',
      8,
    ],
    ['overlapping by less than half', spread(5, 8, 10).map((t) => get(t)), 'cannot-tell', 32],
    [
      'shorter than the clock is fine, and as near to each other',
      spread(20, 0.9, 0.8).map((t) => ({
        ...get(t),
        options: { ...get(t).options, language: 'nodejs' },
      })),
      'cannot-tell',
      15.2,
    ],
    [
      'other keys are the same call',
      spread(5, 10, 10).map((t, i) => get(t, { 'db.query.text': `get item:${'abcde'[i] ?? ''}` })),
      'n-plus-one',
      40,
    ],
    [
      'other databases are not',
      spread(5, 10, 10).map((t, i) => get(t, { 'server.address': `redis-${i < 3 ? 'a' : 'b'}` })),
      'none',
    ],
    [
      'shorter than the clock is fine, but further apart',
      spread(20, 3, 0.6).map((t) => ({
        ...get(t),
        options: { ...get(t).options, language: 'nodejs' },
      })),
      'n-plus-one',
      11.4,
    ],
    ['work that makes no call', spread(5, 10, 10).map((t) => span('cart', 'resize', t)), 'none'],
    [
      'wrappers of one call each',
      spread(5, 10, 10).map((t) => span('cart', 'Item.price', t, {}, [get(t)])),
      'n-plus-one',
      40,
    ],
    [
      'the same again after a failure',
      spread(5, 10, 10).map((t) => ({
        ...get(t),
        options: { ...get(t).options, status: 'error' as const },
      })),
      'retries',
      40,
    ],
    [
      'other keys of a server that is down',
      spread(5, 10, 10).map((t, i) => ({
        ...get(t, { 'db.query.text': `get item:${i}` }),
        options: {
          ...get(t, { 'db.query.text': `get item:${i}` }).options,
          status: 'error' as const,
        },
      })),
      'n-plus-one',
      40,
    ],
    ['the same at regular distances', spread(5, 100, 10).map((t) => get(t)), 'none'],
    ['consumers of one message', spread(5, 10, 10).map((t) => get(t, {}, 'consumer')), 'none'],
  ];
  for (const [title, children, verdict, savedMs] of cases) {
    test(title, () => {
      const [first, ...others] = repeatedCalls(below(children));
      assert.equal(first?.verdict ?? 'none', verdict);
      assert.equal(first && first.savedUs / 1000, savedMs);
      assert.equal(others.length, 0);
    });
  }
});

describe('what is left of a call without its keys', () => {
  const cases: [
    title: string,
    attributes: (i: number) => Attributes,
    detail: string | undefined,
  ][] = [
    ['numbers in a path', (i) => ({ 'url.full': `http://h/v1/item/${i}?x=${i}` }), '/v1/item/{}'],
    ['a path that is templated already', () => ({ 'url.template': '/item/{id}' }), '/item/{id}'],
    [
      'identifiers',
      (i) => ({ 'http.url': `http://h/u/0af76519-16cd-43dd-8448-eb211c80319${i}/x` }),
      '/u/{}/x',
    ],
    [
      'literals and lists in SQL',
      (i) => ({
        'db.query.text': `SELECT *\n FROM t1 WHERE a = '${i}' AND b IN (${i}, 2, $3)`,
        'db.system.name': 'postgresql',
      }),
      'SELECT * FROM t1 WHERE a = ? AND b IN (?)',
    ],
    [
      'texts in the double quotes of MySQL',
      (i) => ({
        'db.query.text': `SELECT * FROM u WHERE e="${'abcde'[i]}@x.org"`,
        'db.system': 'mysql',
      }),
      'SELECT * FROM u WHERE e=?',
    ],
    ['a command', (i) => ({ 'db.query.text': `get k${i}`, 'db.system.name': 'redis' }), undefined],
  ];
  for (const [title, attributes, detail] of cases) {
    test(title, () => {
      const children = spread(5, 10, 10).map((times, i) =>
        span('cart', 'get', times, { kind: 'client', attributes: attributes(i) }),
      );
      const found = repeatedCalls(below(children));
      assert.deepEqual(
        found.map((one) => [one.detail, one.spans.length]),
        [[detail, 5]],
      );
    });
  }
});

test('calls are distinguished by the service that answers', () => {
  const calls = spread(10, 10, 8).map(([from, to], i) =>
    call('cart', i < 5 ? 'stock' : 'price', 'GET /item', {
      client: [from, to],
      server: [from + 1, to - 1],
    }),
  );
  assert.deepEqual(
    repeatedCalls(below(calls)).map(({ callee, spans }) => [callee, spans.length]),
    [
      ['stock', 5],
      ['price', 5],
    ],
  );
});

test('a call whose callee left no span counts with the others, where these went to one service', () => {
  const lost = spread(3, 10, 8).map((times) => span('cart', 'GET', times, { kind: 'client' }));
  const to = (callee: string, from: number) =>
    call('cart', callee, 'GET /item', { client: [from, from + 8], server: [from + 1, from + 7] });
  const found = (children: SpanPlan[]) =>
    repeatedCalls(below(children)).map(({ callee, spans }) => [callee, spans.length]);
  assert.deepEqual(found([...lost, to('stock', 30), to('stock', 40)]), [['stock', 5]]);
  assert.deepEqual(found([...lost, to('stock', 30), to('price', 40)]), []);
});

test('numbers that are part of a name distinguish operations', () => {
  const steps = spread(5, 10, 10).map((times, i) =>
    span('s', `step${i}`, times, { kind: 'client' }),
  );
  assert.deepEqual(repeatedCalls(below(steps)), []);
  const items = spread(5, 10, 10).map((times, i) =>
    span('s', `load item-${i}`, times, { kind: 'client' }),
  );
  assert.deepEqual(
    repeatedCalls(below(items)).map(({ name }) => name),
    ['load item-?'],
  );
});

test('what could be saved is never negative nor more than the time they took', () => {
  fc.assert(
    fc.property(arbitraryRoot, (plan) => {
      const trace = traceOf([
        {
          ...plan,
          children: plan.children.flatMap((one) =>
            [one, one, one, one, one].map((copy) => ({ ...copy, children: [] })),
          ),
        },
      ]);
      for (const { savedUs, wallUs, spans } of repeatedCalls(trace)) {
        const total = spans.reduce((sum, { durationUs }) => sum + durationUs, 0);
        assert.ok(savedUs >= 0 && savedUs <= wallUs && wallUs <= total);
      }
    }),
  );
});

describe('the width of repeated calls', () => {
  const width = (times: readonly Times[], language: string): number | undefined => {
    const calls = times.map((t) => ({ ...get(t), options: { ...get(t).options, language } }));
    return repeatedCalls(below(calls))[0]?.width;
  };

  test('is 1 for calls one by one, though a coarse clock lets them seem to overlap', () => {
    assert.equal(width(spread(5, 10, 10.8), 'nodejs'), 1);
    assert.equal(width(spread(5, 10, 10.8), 'go'), 2);
  });

  test('is the number of calls under way at one moment', () => {
    assert.equal(width(spread(9, 5, 14), 'nodejs'), 3);
    assert.equal(width(spread(5, 2, 10), 'go'), 5);
  });
});
