import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verify, type VerifyFailure } from '../../src/analysis/verify.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { ExpectedSpan } from '../../src/model/hierarchy.ts';
import type { Trace } from '../../src/model/trace.ts';
import { call, span, type SpanPlan, spansOf, traceOf } from '../support/trace-builder.ts';

const expected: ExpectedSpan = {
  service: 'a',
  name: 'GET /a',
  kind: 'server',
  children: [
    {
      service: 'a',
      name: 'GET',
      kind: 'client',
      children: [{ service: 'b', name: 'GET /b', kind: 'server', children: [] }],
    },
  ],
};
const ID = 'a'.repeat(32);
const whole = [
  span('a', 'GET /a', [0, 10], { kind: 'server' }, [
    call('a', 'b', 'GET /b', { client: [1, 9], server: [2, 8] }),
  ]),
];
const spans = spansOf(whole);
const childless = assembleTrace(spans.filter(({ name }) => name !== 'GET /b'));
const elsewhere = (times: readonly [number, number]): Trace =>
  traceOf([span('b', 'GET /b', times, { kind: 'server' })], 'b'.repeat(32));
const conflict = assembleTrace([...spans, { ...spans[2]!, name: 'other' }]);

describe('each class of failure', () => {
  const cases: [title: string, trace: Trace | undefined, others: Trace[], found: string[]][] = [
    ['whole', traceOf(whole), [], []],
    ['unknown to Jaeger', undefined, [], ['missing']],
    [
      'a parent is gone',
      assembleTrace(spans.filter(({ name }) => name !== 'GET')),
      [],
      ['incomplete'],
    ],
    ['an id twice', conflict, [], ['duplicate']],
    ['the callee began a trace of its own', childless, [elsewhere([2, 8])], ['split']],
    [
      'the callee ran at another time',
      childless,
      [elsewhere([50, 60])],
      ['un-instrumented-callee'],
    ],
    ['no answer', childless, [], ['un-instrumented-callee']],
    ['a span too few', assembleTrace(spans.slice(0, 1)), [], ['wrong-hierarchy']],
  ];
  for (const [title, trace, others, found] of cases) {
    test(`${title}: ${found.join() || 'no failure'}`, () => {
      const failures = verify([{ traceId: ID, trace, expected }], others);
      assert.deepEqual(
        failures.map((failure) => failure.class),
        found,
      );
    });
  }

  test('a request without an id is missing, one id for two requests is a duplicate', () => {
    const request = { traceId: ID, trace: traceOf(whole), expected };
    const failures = verify([{ ...request, traceId: undefined }, request, request], []);
    assert.deepEqual(
      failures.map((failure) => failure.class),
      ['missing', 'duplicate'],
    );
  });
});

describe('a request that failed on the way', () => {
  const bad = { status: 'error' } as const;
  const planted = { attributes: { 'lab.fault': 'b:error' } };
  const server = (service: string, ...rest: [SpanPlan['options'], ...SpanPlan[]]): SpanPlan =>
    span(
      service,
      `GET /${service}`,
      [0, 9],
      { kind: 'server', ...rest[0] },
      rest.slice(1) as SpanPlan[],
    );
  const client = (options: SpanPlan['options'], ...below: SpanPlan[]): SpanPlan =>
    span('a', 'GET', [1, 8], { kind: 'client', ...options }, below);
  const failed = (plan: SpanPlan, isPlanned = false): VerifyFailure[] =>
    verify([{ traceId: ID, trace: traceOf([plan]), expected, hasFailed: true, isPlanned }], []);
  const DOWN = 'a GET failed: connect ECONNREFUSED';
  const refused = { ...bad, statusMessage: 'connect ECONNREFUSED' };
  const NO_SERVER = 'b GET /b (server) is missing below a GET (client)';

  const cases: [title: string, plan: SpanPlan, found: [string, ...string[]] | undefined][] = [
    [
      'by a planted error of the callee',
      server('a', bad, client(bad, server('b', { ...bad, ...planted }))),
      undefined,
    ],
    [
      'by a planted error of its own, before any call',
      server('a', { ...bad, ...planted }),
      undefined,
    ],
    [
      'by a planted delay that its caller did not wait for',
      server('a', bad, client(bad, server('b', planted))),
      undefined,
    ],
    [
      'by an unplanned error',
      server('a', bad, client(bad, server('b', bad))),
      ['failed', 'b GET /b failed'],
    ],
    ['before any call, by itself', server('a', bad), ['failed', 'a GET /a failed']],
    ['because the callee is down', server('a', bad, client(refused)), ['failed', DOWN, NO_SERVER]],
    [
      'as planted, and the callee is down',
      server('a', { ...bad, ...planted }, client(refused)),
      ['failed', DOWN, NO_SERVER],
    ],
    [
      'as planted, and the span of the callee is lost',
      server('a', bad, client({ ...bad, ...planted })),
      ['wrong-hierarchy', NO_SERVER],
    ],
    [
      'as planted, with a span that does not belong',
      server('a', { ...bad, ...planted }, server('x', {})),
      ['wrong-hierarchy', 'x GET /x (server) below a GET /a (server) was not expected'],
    ],
  ];
  for (const [title, plan, found] of cases) {
    test(`${title}: ${found?.[0] ?? 'complete'}`, () => {
      const [failure] = failed(plan);
      assert.deepEqual(failure && [failure.class, ...failure.reasons], found);
      assert.equal(failure?.hasFailed ?? true, true);
    });
  }

  test('by the design of its scenario, which no span says', () => {
    assert.deepEqual(failed(server('a', bad, client(bad, server('b', bad))), true), []);
    assert.deepEqual(
      failed(server('a', bad, client(bad)), true).map(({ reasons }) => reasons),
      [[NO_SERVER]],
    );
  });

  test('without a response: its trace is unknown, which is a failure unless it was planned', () => {
    const lost = { traceId: undefined, trace: undefined, expected, hasFailed: true };
    const classes = (isPlanned: boolean): string[] =>
      verify([{ ...lost, isPlanned }], []).map((failure) => failure.class);
    assert.deepEqual([classes(false), classes(true)], [['failed'], []]);
  });
});
