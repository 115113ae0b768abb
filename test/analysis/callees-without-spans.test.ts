import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Attributes, Trace } from '../../src/model/trace.ts';
import { span, type SpanPlan, spansOf, traceOf } from '../support/trace-builder.ts';

const STOCK: Attributes = { 'server.address': 'stock', 'server.port': 8080 };
const [FIRST, SECOND] = ['1'.repeat(32), '2'.repeat(32)];
const CUT = `${'0'.repeat(16)}${'1'.repeat(16)}`;

const get = (attributes: Attributes, below: readonly SpanPlan[] = []): SpanPlan =>
  span('shop', 'GET', [1, 90], { kind: 'client', attributes }, below);
const server = (attributes: Attributes = {}): SpanPlan =>
  span('inventory', 'GET /stock', [5, 80], { kind: 'server', attributes });
const shop = (below: readonly SpanPlan[], traceId: string = FIRST): Trace =>
  traceOf([span('shop', 'GET /', [0, 100], { kind: 'server' }, below)], traceId);

const silent = (...traces: Trace[]): string[] =>
  slowest(traces, { by: 'path', limit: 9 }).calleesWithoutSpans.map(({ name }) => name);

describe('a callee is silent only where none of its calls was answered', () => {
  const unanswered = shop([get(STOCK)]);

  test('no span of another service: silent', () => {
    assert.deepEqual(silent(unanswered), ['stock:8080']);
  });

  test('its service has another name than its address', () => {
    const answered = shop([get(STOCK, [server()])], SECOND);
    assert.deepEqual(silent(unanswered, answered), []);
    assert.deepEqual(silent(answered, unanswered), []);
  });

  test('one of two calls in a trace is answered', () => {
    const trace = shop([get(STOCK), get(STOCK, [server()])]);
    assert.deepEqual(silent(trace), []);
    assert.deepEqual(waterfall(trace).calleesWithoutSpans, []);
  });

  test('it is compared with requests in which it answered', () => {
    const answered = shop([get(STOCK, [server()])], SECOND);
    const found = compare({ a: [unanswered], b: [answered] }, 'single');
    assert.deepEqual(found?.calleesWithoutSpans, []);
  });

  const said: [title: string, attributes: Attributes][] = [
    ['today', STOCK],
    ['before', { 'net.host.name': 'stock', 'net.host.port': 8080 }],
  ];
  for (const [title, attributes] of said) {
    test(`a server says in a trace of its own that it answers at that address, as ${title}`, () => {
      const own = traceOf([server(attributes)], SECOND);
      assert.deepEqual(silent(unanswered, own), []);
      assert.deepEqual(silent(own, unanswered), []);
    });
  }

  test('a server on this machine does not answer for another', () => {
    const [call, own] = [{ 'server.address': 'localhost' }, { 'server.address': 'localhost' }];
    assert.deepEqual(silent(shop([get(call)]), traceOf([server(own)], SECOND)), ['localhost']);
  });

  test('the half of the trace whose id was cut begins below the call', () => {
    const [, call] = unanswered.spans;
    const half = assembleTrace(
      spansOf([server()], CUT).map((one) => ({
        ...one,
        spanId: 'b'.repeat(16),
        parentSpanId: call!.spanId,
      })),
    );
    assert.deepEqual(silent(unanswered, half), []);
    assert.deepEqual(silent(half, unanswered), []);
    const linked = new Map([[CUT, half]]);
    assert.deepEqual(waterfall(unanswered, { linked }).calleesWithoutSpans, []);
    const apart = assembleTrace(
      half.spans.map((one) => ({ ...one, parentSpanId: 'c'.repeat(16) })),
    );
    assert.deepEqual(silent(unanswered, apart), ['stock:8080']);
  });

  test('what a linked trace did not hear is no matter of this one', () => {
    const linked = new Map([[SECOND, shop([get({ 'server.address': 'mail' })], SECOND)]]);
    assert.deepEqual(
      waterfall(unanswered, { linked }).calleesWithoutSpans.map(({ name }) => name),
      ['stock:8080'],
    );
  });

  const days = 2 * 86_400_000;
  const elsewhere: [title: string, trace: Trace][] = [
    [
      'whose clock is two days ahead',
      shop(
        [get(STOCK, [span('inventory', 'GET /stock', [days, days + 50], { kind: 'server' })])],
        SECOND,
      ),
    ],
    [
      'in a trace that is incomplete',
      assembleTrace(
        spansOf([span('shop', 'GET /', [0, 9], {}, [get(STOCK, [server()])])], SECOND).slice(1),
      ),
    ],
  ];
  for (const [title, trace] of elsewhere)
    test(`its spans came ${title}`, () => {
      assert.deepEqual(silent(unanswered, trace), []);
      assert.deepEqual(silent(trace, unanswered), []);
      const found = compare({ a: [unanswered], b: [unanswered, trace] }, 'single');
      assert.deepEqual(found?.calleesWithoutSpans, []);
    });

  test('its only spans have impossible times: no headline says that it sent none', () => {
    const { headline, calleesWithoutSpans } = slowest([elsewhere[0]![1]], { by: 'path', limit: 9 });
    assert.deepEqual([headline?.reason, calleesWithoutSpans], [undefined, []]);
  });
});
