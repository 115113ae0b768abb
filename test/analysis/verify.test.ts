import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verify } from '../../src/analysis/verify.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { ExpectedSpan } from '../../src/model/hierarchy.ts';
import type { Trace } from '../../src/model/trace.ts';
import { call, span, spansOf, traceOf } from '../support/trace-builder.ts';

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
  const failed = (trace: Trace): string[] =>
    verify([{ traceId: ID, trace, expected, hasFailed: true }], []).map((found) => found.class);

  test('may lack a part of the hierarchy', () => assert.deepEqual(failed(childless), []));

  test('may hold nothing that does not belong', () => {
    const strange = [
      span('a', 'GET /a', [0, 10], { kind: 'server' }, [
        call('a', 'x', 'GET /x', { client: [1, 9], server: [2, 8] }),
      ]),
    ];
    assert.deepEqual(failed(traceOf(strange)), ['wrong-hierarchy']);
  });
});
