import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureReason } from '../../src/analysis/failure-reason.ts';
import { failuresIn } from '../../src/analysis/failures.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { inOrder, summaryOf } from '../../src/analysis/trace-summary.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import type { Attributes, SpanEvent, Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { renderTrace } from '../../src/render/terminal/trace/trace.ts';
import { caseTrace, caseTraces } from '../support/cases.ts';
import { hotrodTrace } from '../support/hotrod.ts';
import { span, traceOf } from '../support/trace-builder.ts';

/** What a person reads. */
export function shown(trace: Trace): string {
  const screen = { format: 'table' as const, columns: 100, colour: false, unicode: true };
  const details = { attributes: false, events: false };
  return renderTrace(waterfall(trace), { uiUrl: 'http://jaeger' }, details, screen);
}

const exception = (attributes: SpanEvent['attributes'], name = 'exception'): SpanEvent => ({
  ...{ name, timeUs: micros(0), attributes },
});

describe('why a span failed', () => {
  test('the exception among its events, where it has no description', () => {
    const text = shown(caseTrace('21-exception-no-message'));
    assert.match(
      text,
      /\npay charge failed: CardError: card declined\npay POST \/pay failed: status 500\n/,
    );
  });

  const cases: [title: string, message: string, events: SpanEvent[], reason: string][] = [
    [
      'a stack trace of Python alone',
      '',
      [
        exception({
          'exception.stacktrace': 'Traceback (most recent call last):\n  x\nKeyError: 7\n',
        }),
      ],
      'KeyError: 7',
    ],
    [
      'a stack trace of Java alone',
      '',
      [exception({ 'exception.stacktrace': 'java.io.IOException: reset\n\tat a.B.c(B.java:1)' })],
      'java.io.IOException: reset',
    ],
    ['OpenTracing in Go', '', [exception({ error: 'redis timeout' }, '')], 'redis timeout'],
    ['OpenTracing with a kind alone', '', [exception({ 'error.kind': 'E' }, 'error')], 'E'],
    ['a description is enough', 'dup key', [exception({ 'exception.type': 'E' })], 'dup key'],
    ['a type alone', '', [exception({ 'exception.type': 'KeyError' })], 'KeyError'],
    ['a message alone', '', [exception({ 'exception.message': 'no such key' })], 'no such key'],
    [
      'a message that begins with the type',
      '',
      [exception({ 'exception.type': 'ValueError', 'exception.message': 'ValueError: x' })],
      'ValueError: x',
    ],
    [
      'the last of several exceptions',
      '',
      [
        exception({ 'exception.type': 'Timeout', 'exception.message': 'first try' }),
        exception({ 'exception.type': 'Refused', 'exception.message': 'second try' }),
      ],
      'Refused: second try',
    ],
    [
      'OpenTracing',
      '',
      [exception({ 'error.kind': 'IOError', message: 'disk full' }, 'error')],
      'IOError: disk full',
    ],
    ['nothing says why', '', [exception({}, 'cache miss')], ''],
  ];
  for (const [title, statusMessage, events, reason] of cases)
    test(title, () => {
      const [one] = traceOf([span('a', 'x', [0, 1], { status: 'error', events })]).spans;
      assert.equal(failureReason({ ...one!, statusMessage }), reason);
    });

  const attributes: [attributes: Attributes, reason: string][] = [
    [{ 'error.type': 'ECONNREFUSED' }, 'ECONNREFUSED'],
    [{ 'error.type': '_OTHER' }, ''],
    [{ 'http.response.status_code': 503 }, 'status 503'],
    [{ 'http.status_code': '500' }, 'status 500'],
    [{ 'http.response.status_code': 200 }, ''],
    [{ 'http.response.status_code': 500, 'error.type': '500' }, 'status 500'],
    [
      { 'http.response.status_code': 504, 'error.type': 'java.net.SocketTimeoutException' },
      'java.net.SocketTimeoutException, status 504',
    ],
    [{ 'rpc.grpc.status_code': 14 }, 'status UNAVAILABLE'],
    [{ 'rpc.grpc.status_code': '14', 'error.type': 'UNAVAILABLE' }, 'status UNAVAILABLE'],
    [{ 'rpc.response.status_code': 'DEADLINE_EXCEEDED' }, 'status DEADLINE_EXCEEDED'],
    [{ 'rpc.grpc.status_code': 0 }, ''],
    [{ 'http.response.status_code': 200, 'rpc.grpc.status_code': 13 }, 'status INTERNAL'],
    [{ 'db.response.status_code': '23505' }, 'status 23505'],
    [{ 'error.type': 'CardError', 'error.message': 'declined' }, 'CardError: declined'],
    [{ error: 'connection reset' }, 'connection reset'],
    [{ error: false, message: 'order 7' }, ''],
  ];
  for (const [has, reason] of attributes)
    test(`by the attributes ${JSON.stringify(has)}`, () => {
      const [one] = traceOf([span('a', 'x', [0, 1], { status: 'error', attributes: has })]).spans;
      assert.equal(failureReason(one!), reason);
      const said = { ...one!, statusMessage: 'said' };
      assert.equal(failureReason(said), 'said');
    });

  test('the deepest first, equal ones once with their number', () => {
    const failed = { status: 'error' as const };
    const timeout = [exception({ 'exception.message': 'redis timeout' })];
    const gets = [10, 20, 30].map((at) =>
      span('redis', 'GET', [at, at + 5], { ...failed, events: timeout }),
    );
    const trace = traceOf([
      span('web', 'GET /', [0, 100], failed, [span('driver', 'Find', [5, 90], failed, gets)]),
    ]);
    assert.deepEqual(
      failuresIn(trace).map(({ service, reason, spans }) => [service, reason, spans]),
      [['redis', 'redis timeout', 3]],
    );
    assert.match(shown(trace), /\nredis GET failed 3 times: redis timeout\n/);
    assert.doesNotMatch(shown(trace), /driver Find failed/);
  });

  test('of two that are equally deep the earlier first', () => {
    const failed = { status: 'error' as const };
    const trace = traceOf([
      span('web', 'GET /', [0, 100], failed, [
        span('first', 'GET', [1, 40], failed),
        span('second', 'GET', [41, 90], failed),
      ]),
    ]);
    assert.deepEqual(
      failuresIn(trace).map(({ service }) => service),
      ['first', 'second'],
    );
  });

  test('those that give a reason are shown before others, in their order', () => {
    const failed = { status: 'error' as const };
    const said = { ...failed, attributes: { 'error.type': 'timeout' } };
    const silent = Array.from({ length: 7 }, (_, i) =>
      span('web', `step ${'abcdefg'[i]}`, [i, i + 1], failed),
    );
    const call = span('web', 'call z', [20, 21], said, [span('z', 'leaf', [20, 21], failed)]);
    const trace = traceOf([span('web', 'GET /', [0, 100], said, [...silent, call])]);
    assert.match(
      shown(trace),
      /\nz leaf failed\nweb step a failed\nweb step b failed\nweb call z failed: timeout\nweb GET \/ failed: timeout\n5 more failures: --json lists them\n/,
    );
  });

  test('of a reason of many lines the first is shown', () => {
    const statusMessage = `card declined\n  at charge (pay.js:10:3)\n${'x'.repeat(10_000)}`;
    const trace = traceOf([span('a', 'x', [0, 1], { status: 'error' })]);
    const [one] = trace.spans;
    const told = {
      ...trace,
      spans: [{ ...one!, statusMessage }],
      tops: [{ ...one!, statusMessage }],
    };
    assert.match(shown(told), /a x failed: card declined\n/);
  });
});

describe('a long wait that only events show', () => {
  const events = (...told: [name: string, ms: number][]): SpanEvent[] => {
    const start = traceOf([span('a', 'x', [0, 1])]).spans[0]!.startUs;
    return told.map(([name, ms]) => ({
      ...{ name, timeUs: micros(start + ms * 1000), attributes: {} },
    }));
  };
  const cases: [title: string, events: SpanEvent[], sentence: string | undefined][] = [
    [
      'between two events',
      events(['Waiting for lock behind 3 transactions', 5], ['Acquired lock', 85]),
      'mysql SELECT: 80 ms of it between the events "Waiting for lock behind 3 transactions" and "Acquired lock"',
    ],
    [
      'before an event',
      events(['Acquired lock', 80]),
      'mysql SELECT: 75 ms of it before the event "Acquired lock"',
    ],
    [
      'events in any order',
      events(['b', 90], ['a', 10]),
      'mysql SELECT: 80 ms of it between the events "a" and "b"',
    ],
    ['a short one', events(['a', 30], ['b', 60], ['c', 90]), undefined],
    ['two events of one kind', events(['message 1', 5], ['message 2', 90]), undefined],
    ['an exception ends no wait', events(['exception', 90]), undefined],
    ['what comes after the last event', events(['Acquired lock', 6]), undefined],
    ['events outside the span', events(['a', -50], ['b', 500]), undefined],
  ];
  for (const [title, told, sentence] of cases)
    test(title, () => {
      const trace = traceOf([
        span('web', 'GET /', [0, 100], {}, [span('mysql', 'SELECT', [5, 95], { events: told })]),
      ]);
      const found = shown(trace)
        .replaceAll('\n', ' ')
        .includes(sentence ?? 'of it');
      assert.equal(found, sentence !== undefined, shown(trace));
    });

  test('a short span has nothing to be explained', () => {
    const told = events(['a', 5], ['b', 15]);
    const trace = traceOf([
      span('web', 'GET /', [0, 100], {}, [span('mysql', 'q', [3, 18], { events: told })]),
    ]);
    assert.ok(!shown(trace).includes('of it'));
  });

  test('what children did meanwhile needs no event', () => {
    const told = events(['a', 5], ['b', 90]);
    const trace = traceOf([
      span('web', 'GET /', [0, 100], { events: told }, [span('mysql', 'q', [6, 90])]),
    ]);
    assert.ok(!shown(trace).includes('of it'));
  });
});

test('Jaeger’s own warnings are shown, equal ones once', () => {
  const trace = traceOf([
    span('a', 'x', [0, 10], {}, [span('a', 'y', [1, 2]), span('a', 'y', [3, 4])]),
  ]);
  const spans = trace.spans.map((one) => ({ ...one, warnings: ['invalid parent span IDs=1'] }));
  const [root, ...children] = spans;
  const told: Trace = {
    ...trace,
    spans,
    tops: [root!],
    roots: [root!],
    children: (id) => (id === root!.spanId ? children : []),
  };
  assert.match(shown(told), /\nJaeger warns of a x and 2 other spans: invalid parent span IDs=1\n/);
});

test('a response that is streamed: both durations, and the work that takes no request time', () => {
  const [summary, ...others] = caseTraces('23-streaming-root-ends-first').map(summaryOf);
  assert.deepEqual([summary?.durationUs, summary?.traceUs, others.length], [6000, 1_300_000, 0]);
  const slow = traceOf([span('other', 'x', [0, 100])]);
  const all = [summary!, summaryOf(slow)];
  assert.equal(inOrder(all, 'trace')[0], summary);
  assert.equal(inOrder(all, 'duration')[1], summary);
  assert.match(
    shown(caseTrace('23-streaming-root-ends-first')).replaceAll('\n', ' '),
    /llmgw llm\.call → api\.llm\.example: 1\.30 s, and no request time: it runs on after its parent/,
  );
});

describe('what many requests have in common', () => {
  test('work that took no request time is named with its own', () => {
    const { sections, offPath } = slowest(caseTraces('23-streaming-root-ends-first'), {
      by: 'path',
      limit: 10,
    });
    assert.deepEqual(
      offPath.map(({ name, callee, reason, meanUs }) => [name, callee, reason, meanUs]),
      [['llm.call', 'api.llm.example', 'outlives-parent', 1_297_000]],
    );
    assert.equal(sections[0]?.meanUs, 6000);
  });

  test('also what is below the beginning of a tail, where it is asked for', () => {
    const traces = caseTraces('60-async-verify');
    const { sections, offPath } = slowest(traces, {
      ...{ by: 'path', limit: 10, place: { service: 'ttwork' } },
    });
    assert.deepEqual(sections[0]?.paths, []);
    assert.deepEqual(
      offPath.map(({ name, reason, meanUs }) => [name, reason, meanUs]),
      [
        ['orders process', 'consumer', 60_000],
        ['INSERT', 'consumer', 40_000],
      ],
    );
  });

  test('a lock is named once for all that waited for it', () => {
    const traces = [1, 2, 3].map((seed) => hotrodTrace({ ...HOTROD, seed, lockMs: 2000 + seed }));
    const [wait, ...others] = slowest(traces, { by: 'path', limit: 10 }).waits;
    assert.deepEqual(
      [wait?.service, wait?.after, wait?.traces, wait?.maxUs, others],
      ['mysql', 'Waiting for lock behind ? transactions', 3, 2_003_010, []],
    );
  });
});

const HOTROD = { calls: 10, workers: 3, drivers: 10, retryShare: 0.3 };
