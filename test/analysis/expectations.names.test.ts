import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Checked,
  checkExpectations,
  type Expectations,
} from '../../src/analysis/expectations.ts';
import type { ExpectedPart } from '../../src/analysis/expected-part.ts';
import { operationOf } from '../../src/analysis/operation.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import { type ExpectedSpan, hierarchyFaults } from '../../src/model/hierarchy.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, type SpanPlan, spansOf, traceOf } from '../support/trace-builder.ts';
import { NOTHING, id } from './shop.ts';

const checked = (demand: Partial<Expectations>, traces: readonly Trace[]): Checked[] =>
  checkExpectations({ ...NOTHING, ...demand }, traces);

describe('operations whose names have ids in them', () => {
  const traces = [17, 18].map((user) =>
    traceOf(
      [
        span('web', `GET /users/${user}`, [0, 10], { kind: 'server' }, [
          span('web', `GET user:${user}`, [1, 5], {
            kind: 'client',
            attributes: { 'db.system.name': 'redis', shard: user % 2 },
          }),
        ]),
      ],
      id(user),
    ),
  );
  const results = (demand: Partial<Expectations>): string[] =>
    checked(demand, traces).map(({ result, reason }) => `${result} ${reason}`);

  test('are found by what they have in common, and by one of the names', () => {
    const has = { 'db.system.name': 'redis' };
    const where = { service: 'web', kind: undefined, has };
    assert.deepEqual(results({ attributes: [{ ...where, operation: 'GET user:?' }] }), [
      'holds 2 of 2 spans',
    ]);
    assert.deepEqual(results({ attributes: [{ ...where, operation: 'GET user:17' }] }), [
      'holds 1 of 1 span',
    ]);
    const budget = { service: 'web', operation: 'GET /users/{}', belowUs: 20_000 };
    assert.deepEqual(results({ budgets: [{ ...budget, of: 'max' }] }), [
      'holds 10 ms over 2 spans',
    ]);
  });

  test('are parts of traces, and of a hierarchy', () => {
    const part = (name: string, children: ExpectedPart[] = []): ExpectedPart => ({
      ...{ service: 'web', name, kind: undefined, attributes: undefined, children },
    });
    const wanted = part('GET /users/{}', [part('GET user:?')]);
    assert.deepEqual(results({ contains: [wanted] }), ['holds 2 of 2 traces']);
    const hierarchy = (name: string): ExpectedSpan => ({
      ...{ service: 'web', name, kind: 'server' },
      children: [{ service: 'web', name: 'GET user:?', kind: 'client', children: [] }],
    });
    const faults = (name: string): number[] =>
      traces.map((trace) => hierarchyFaults(trace, hierarchy(name), operationOf).length);
    assert.deepEqual(faults('GET /users/{}'), [0, 0]);
    assert.deepEqual(faults('GET /users/17'), [0, 2]);
    assert.equal(hierarchyFaults(traces[0]!, hierarchy('GET /users/{}')).length, 2);
  });
});

test('an edge may be a message that a trace of its own took', () => {
  const publish = span('web', 'orders publish', [1, 2], { kind: 'producer', id: '7'.repeat(16) });
  const sent = traceOf([span('web', 'POST /', [0, 10], { kind: 'server' }, [publish])], id(1));
  const links = [{ traceId: id(1), spanId: '7'.repeat(16), attributes: {} }];
  const took = traceOf(
    [span('mail', 'orders process', [5, 9], { kind: 'consumer', links })],
    id(2),
  );
  const alone = traceOf([span('web', 'POST /', [0, 10], { kind: 'server' })], id(3));
  const edges = [{ from: 'web', to: 'mail' }];
  assert.deepEqual(
    checked({ edges }, [sent, took, alone]).map(({ reason, traceIds }) => [reason, traceIds]),
    [['2 of 3 traces', [id(3)]]],
  );
});

describe('an edge to a service that sends spans elsewhere', () => {
  const web = (children: SpanPlan[], n: number): Trace =>
    traceOf([span('web', 'POST /', [0, 99], { kind: 'server' }, children)], id(n));
  const ask = (at: number, address: string, callee?: string): SpanPlan =>
    span(
      'web',
      'POST',
      [at, at + 5],
      { kind: 'client', attributes: { 'server.address': address } },
      callee === undefined ? [] : [span(callee, 'POST /pay', [at, at + 5], { kind: 'server' })],
    );
  const lacking = (traces: readonly Trace[], to = 'payment'): string[] =>
    checked({ edges: [{ from: 'web', to }] }, traces).flatMap(({ traceIds }) => traceIds);
  const good = web([ask(1, 'pay.internal', 'payment')], 1);

  test('is not there where the callee left no span, by whatever address it was called', () => {
    const named = web([ask(1, 'payment')], 2);
    const addressed = web([ask(1, 'pay.internal')], 3);
    assert.deepEqual(lacking([good, named, addressed]), [id(2), id(3)]);
  });

  test('is broken by one of two calls, as that is a span which was lost', () => {
    const half = web([ask(1, 'pay.internal', 'payment'), ask(9, 'pay.internal')], 2);
    assert.deepEqual(lacking([good, half]), [id(2)]);
  });

  test('does not need the spans of a callee that never sends any', () => {
    assert.deepEqual(
      lacking([web([ask(1, 'stripe')], 1), web([ask(1, 'stripe')], 2)], 'stripe'),
      [],
    );
  });

  test('is not broken by a call behind an address that several services share', () => {
    const proxied = ['payment', 'stock'].map((to, at) => ask(9 * at, 'proxy', to));
    assert.deepEqual(lacking([web([...proxied, ask(40, 'proxy')], 1)]), []);
    const local = [ask(1, 'localhost', 'payment'), ask(9, 'localhost')];
    assert.deepEqual(lacking([web(local, 1)]), []);
  });

  test('is known from the spans of incomplete traces too', () => {
    const [, ...rest] = spansOf(
      [span('web', 'POST /', [0, 99], {}, [ask(1, 'payment', 'payment')])],
      id(1),
    );
    assert.deepEqual(lacking([assembleTrace(rest), web([ask(1, 'payment')], 2)]), [id(2)]);
  });
});
