import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Checked,
  checkExpectations,
  type Expectations,
  checkAtLeast,
} from '../../src/analysis/expectations.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, spansOf, traceOf } from '../support/trace-builder.ts';
import { NOTHING, id, shop } from './shop.ts';

const orphaned = assembleTrace(
  spansOf([span('shop', 'GET /', [0, 9], {}, [span('stock', 'GET /stock', [0, 9])])], id(99)).slice(
    1,
  ),
);

const checked = (demand: Partial<Expectations>, traces: readonly Trace[]): Checked[] =>
  checkExpectations({ ...NOTHING, ...demand }, traces);

test('nothing is demanded', () => {
  assert.deepEqual(checked({}, [shop(1, 1)]), []);
});

describe('one demand', () => {
  const traces = [shop(1, 1), shop(3, 2), orphaned];
  const cases: [title: string, demand: Partial<Expectations>, found: Checked][] = [
    [
      'an edge that every complete trace has',
      { edges: [{ from: 'shop', to: 'stock' }] },
      { what: 'shop calls stock', result: 'holds', reason: '2 of 2 traces', traceIds: [] },
    ],
    [
      'an attribute that all spans have',
      {
        attributes: [
          { service: 'shop', operation: 'GET', kind: 'client', has: { region: 'eu', zone: '*' } },
        ],
      },
      {
        what: 'shop GET client has region=eu, zone',
        result: 'holds',
        reason: '4 of 4 spans',
        traceIds: [],
      },
    ],
    [
      'an attribute with another value, and one that is missing',
      {
        attributes: [
          {
            service: 'stock',
            operation: undefined,
            kind: undefined,
            has: { region: 'us', shard: '*' },
          },
        ],
      },
      {
        what: 'stock has region=us, shard',
        result: 'fails',
        reason: '0 of 4 spans; region is eu, not us, no shard',
        traceIds: [id(1), id(2)],
      },
    ],
    [
      'an attribute of spans that are not there',
      {
        attributes: [{ service: 'x', operation: undefined, kind: undefined, has: { a: '*' } }],
      },
      { what: 'x has a', result: 'fails', reason: 'no such span', traceIds: [] },
    ],
    [
      'no failed span',
      { errors: { of: 'number', atMost: 0 } },
      {
        what: 'at most 0 traces with a failed span',
        result: 'holds',
        reason: '0 of 3 traces',
        traceIds: [],
      },
    ],
    [
      'an edge the other way',
      { edges: [{ from: 'stock', to: 'shop' }] },
      {
        what: 'stock calls shop',
        result: 'fails',
        reason: '0 of 2 traces',
        traceIds: [id(1), id(2)],
      },
    ],
    [
      'as many calls as allowed',
      { calls: [{ to: 'stock', atMost: 3 }] },
      {
        what: 'at most 3 calls to stock in a trace',
        result: 'holds',
        reason: '2 of 2 traces',
        traceIds: [],
      },
    ],
    [
      'one call too many',
      { calls: [{ to: 'stock', atMost: 2 }] },
      {
        what: 'at most 2 calls to stock in a trace',
        result: 'fails',
        reason: '1 of 2 traces',
        traceIds: [id(2)],
      },
    ],
    [
      'one root',
      { roots: 1 },
      { what: 'each trace has 1 root', result: 'holds', reason: '2 of 2 traces', traceIds: [] },
    ],
    [
      'two roots',
      { roots: 2 },
      {
        what: 'each trace has 2 roots',
        result: 'fails',
        reason: '0 of 2 traces',
        traceIds: [id(1), id(2)],
      },
    ],
    [
      'a budget over the server spans of a service',
      { budgets: [{ service: 'shop', operation: undefined, of: 'max', belowUs: 70_000 }] },
      {
        what: 'max of shop below 70 ms',
        result: 'holds',
        reason: '65 ms over 2 spans',
        traceIds: [],
      },
    ],
    [
      'a budget is no longer kept at its bound',
      { budgets: [{ service: 'shop', operation: undefined, of: 'max', belowUs: 65_000 }] },
      {
        what: 'max of shop below 65 ms',
        result: 'fails',
        reason: '65 ms over 2 spans',
        traceIds: [id(2)],
      },
    ],
    [
      'a budget over one operation, clients too',
      { budgets: [{ service: 'shop', operation: 'GET', of: 'p50', belowUs: 10_001 }] },
      {
        what: 'p50 of shop GET below 10.001 ms',
        result: 'holds',
        reason: '10 ms over 4 spans',
        traceIds: [],
      },
    ],
    [
      'too few spans for the percentile',
      { budgets: [{ service: 'shop', operation: undefined, of: 'p95', belowUs: 1 }] },
      {
        what: 'p95 of shop below 0.001 ms',
        result: 'cannot-tell',
        reason: 'only 2 spans',
        traceIds: [],
      },
    ],
    [
      'a service that no trace has',
      { budgets: [{ service: 'shoe', operation: undefined, of: 'max', belowUs: 1 }] },
      { what: 'max of shoe below 0.001 ms', result: 'fails', reason: 'no such span', traceIds: [] },
    ],
  ];
  for (const [title, demand, found] of cases) {
    test(title, () => {
      assert.deepEqual(checked(demand, traces), [found]);
    });
  }
});

test('p95 is judged from 20 spans on', () => {
  const budgets = [{ service: 'shop', operation: undefined, of: 'p95', belowUs: 25_000 } as const];
  const traces = Array.from({ length: 20 }, (_, i) => shop(i === 0 ? 9 : 1, i));
  // The one slow request of twenty is above the percentile.
  assert.deepEqual(
    checked({ budgets }, traces).map(({ result }) => result),
    ['fails'],
  );
  const lenient = budgets.map((budget) => ({ ...budget, belowUs: 25_001 }));
  assert.deepEqual(
    checked({ budgets: lenient }, traces).map(({ result }) => result),
    ['holds'],
  );
});

test('warnings that are forbidden, with the traces of all of them', () => {
  const warnings = [
    { check: 'SPA-004', what: 'a GET is a root', traceIds: [id(1), id(3)] },
    { check: 'SPA-004', what: 'b GET is a root', traceIds: [id(1), id(2)] },
  ] as const;
  const found = checkExpectations({ ...NOTHING, checks: ['SPA-004', 'RES-001'] }, [], warnings);
  assert.deepEqual(found, [
    {
      what: 'no warning SPA-004',
      result: 'fails',
      reason: 'a GET is a root; b GET is a root',
      traceIds: [id(1), id(2), id(3)],
    },
    { what: 'no warning RES-001', result: 'holds', reason: 'none', traceIds: [] },
  ]);
});

describe('how many traces may have a failed span', () => {
  const failing = traceOf([span('shop', 'GET /', [0, 9], { status: 'error' })], id(9));
  const traces = [shop(1, 1), shop(1, 2), shop(1, 3), failing];
  const cases: [of: 'number' | 'share', atMost: number, what: string, holds: boolean][] = [
    ['number', 0, 'at most 0 traces with a failed span', false],
    ['number', 1, 'at most 1 trace with a failed span', true],
    ['share', 0.1, 'at most 10 % of the traces with a failed span', false],
    ['share', 0.25, 'at most 25 % of the traces with a failed span', true],
  ];
  for (const [of, atMost, what, holds] of cases) {
    test(`${what}: ${holds ? 'holds' : 'fails'}`, () => {
      assert.deepEqual(checked({ errors: { of, atMost } }, traces), [
        {
          what,
          result: holds ? 'holds' : 'fails',
          reason: holds ? '1 of 4 traces' : '1 of 4 traces; shop GET / failed',
          traceIds: holds ? [] : [id(9)],
        },
      ]);
    });
  }
});

test('one request, one span: in the singular', () => {
  const { what, reason } = checkAtLeast(1, 1);
  assert.deepEqual([what, reason], ['at least 1 request', '1 request']);
  assert.equal(checkAtLeast(99, 2).what, 'at least 99 requests');
});
