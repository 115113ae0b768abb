import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Checked,
  checkExpectations,
  type Expectations,
} from '../../src/analysis/expectations.ts';
import type { ExpectedPart } from '../../src/analysis/expected-part.ts';
import { operationOf } from '../../src/analysis/operation.ts';
import { type ExpectedSpan, hierarchyFaults } from '../../src/model/hierarchy.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, traceOf } from '../support/trace-builder.ts';
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
      'holds 1 of 1 spans',
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
