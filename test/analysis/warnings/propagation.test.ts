import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brokenPropagation } from '../../../src/analysis/warnings/propagation.ts';
import type { Attributes, Trace } from '../../../src/model/trace.ts';
import { span, type SpanPlan, traceOf } from '../../support/trace-builder.ts';

const id = (n: number): string => (n + 1).toString(16).padStart(32, '0');

/** A request that calls the back end, at its own time. */
function calling(n: number, attributes: Attributes, below: SpanPlan[] = []): Trace {
  const at = 1000 * n;
  const call = span('front', 'GET', [at + 10, at + 90], { kind: 'client', attributes }, below);
  return traceOf([span('front', 'GET /', [at, at + 100], { kind: 'server' }, [call])], id(n));
}
const answering = (n: number, [from, to] = [15, 85], attributes: Attributes = {}): Trace =>
  traceOf(
    [span('back', `GET /b/${n}`, [1000 * n + from, 1000 * n + to], { kind: 'server', attributes })],
    id(500 + n),
  );
const NAMED = { 'server.address': 'back' };
const warned = (traces: Trace[]) =>
  brokenPropagation(traces).map(({ what, traceIds }) => [what, traceIds]);
const SENTENCE =
  'front GET has no span below it while back GET /b/{} begins a trace of its own: its context did not arrive';

describe('a context that did not reach the callee', () => {
  const five = [0, 1, 2, 3, 4];
  const ids = five.map(id);

  for (const attributes of [
    NAMED,
    { ...NAMED, 'server.port': 8080 },
    { 'url.full': 'http://back/b' },
  ])
    test(`a callee known by ${JSON.stringify(attributes)}`, () => {
      const traces = five.flatMap((n) => [calling(n, attributes), answering(n)]);
      assert.deepEqual(warned(traces), [[SENTENCE, ids]]);
      assert.deepEqual(warned(traces.toReversed()), [[SENTENCE, ids]]);
    });

  test('a callee that says where it answered', () => {
    const at = { 'server.address': 'b.internal', 'server.port': 8080 };
    const traces = five.flatMap((n) => [calling(n, at), answering(n, [15, 85], at)]);
    assert.deepEqual(warned(traces), [[SENTENCE, ids]]);
  });

  const quiet: [title: string, traces: Trace[]][] = [
    ['at another time', five.flatMap((n) => [calling(n, NAMED), answering(n, [200, 270])])],
    ['longer than the call', five.flatMap((n) => [calling(n, NAMED), answering(n, [15, 150])])],
    [
      'another service',
      five.flatMap((n) => [calling(n, { 'server.address': 'mail' }), answering(n)]),
    ],
    [
      'a service of this machine, of whatever name',
      five.flatMap((n) => [calling(n, { 'server.address': 'localhost' }), answering(n)]),
    ],
    [
      'calls that were answered',
      five.flatMap((n) => [
        calling(n, NAMED, [
          span('back', 'GET /b', [1000 * n + 20, 1000 * n + 80], { kind: 'server' }),
        ]),
        answering(n),
      ]),
    ],
    [
      'one of three, which may be chance',
      [...[0, 1, 2].map((n) => calling(n, NAMED)), answering(0)],
    ],
  ];
  for (const [title, traces] of quiet)
    test(`not: ${title}`, () => assert.deepEqual(warned(traces), []));
});
