import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ExpectedSpan } from '../../src/model/hierarchy.ts';
import { excessFaults } from '../../src/model/partial-hierarchy.ts';
import type { Trace } from '../../src/model/trace.ts';
import { call, span, type SpanPlan, traceOf } from '../support/trace-builder.ts';

const server = { kind: 'server' } as const;
const client = { kind: 'client' } as const;

const calls = (
  from: string,
  to: string,
  name: string,
  below: ExpectedSpan[] = [],
): ExpectedSpan => ({
  service: from,
  name: 'GET',
  kind: 'client',
  children: [{ service: to, name, kind: 'server', children: below }],
});

/** a calls b twice, which calls c each time, and then d. */
const expected: ExpectedSpan = {
  service: 'a',
  name: 'GET /a',
  kind: 'server',
  children: [
    calls('a', 'b', 'GET /b', [calls('b', 'c', 'GET /c')]),
    calls('a', 'b', 'GET /b', [calls('b', 'c', 'GET /c')]),
    calls('a', 'd', 'GET /d'),
  ],
};

const times = { client: [1, 9], server: [2, 8] } as const;
const toC = call('b', 'c', 'GET /c', times);
const toB = (...below: SpanPlan[]): SpanPlan => call('a', 'b', 'GET /b', times, below);
const toD = call('a', 'd', 'GET /d', times);
const trace = (...children: SpanPlan[]): Trace =>
  traceOf([span('a', 'GET /a', [0, 10], server, children)]);

describe('of a request that failed, a part may be missing, and nothing may be too much', () => {
  const cases: [title: string, trace: Trace, faults: string[]][] = [
    ['all of it', trace(toB(toC), toB(toC), toD), []],
    ['the root alone', trace(), []],
    ['the second call was never made', trace(toB(toC)), []],
    ['a call without an answer', trace(span('a', 'GET', [1, 9], client)), []],
    ['only the last call, below which something is missing before it', trace(toB(), toD), []],
    ['the second of two calls got further than the first', trace(toB(), toB(toC)), []],
    ['a call too many', trace(toB(), toB(), toB()), ['b GET /b (server) was not expected there']],
    ['a call from elsewhere', trace(toB(toD)), ['a GET (client) was not expected there']],
    [
      'of what hangs together only the topmost',
      trace(span('x', 'GET', [1, 9], client, [toC])),
      ['x GET (client) was not expected there'],
    ],
    [
      'another root',
      traceOf([span('z', 'GET /z', [0, 1], server)]),
      ['z GET /z (server) was not expected there'],
    ],
  ];
  for (const [title, found, faults] of cases) {
    test(title, () => assert.deepEqual(excessFaults(found, expected), faults));
  }
});
