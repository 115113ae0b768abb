import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { legacyJson } from '../../src/backend/query/legacy-json.ts';
import { otlpJson } from '../../src/backend/query/otlp-json.ts';
import { summariesJson } from '../../src/backend/query/summaries.ts';
import { viewsOf } from '../../src/backend/query/trace-view.ts';
import { createSpanStore } from '../../src/backend/store/create-span-store.ts';
import type { StoredSpan, StoredTrace } from '../../src/backend/store/span-store.ts';
import { STEPS, type Work } from '../../src/backend/turns.ts';
import { requestFromJson } from '../../src/otlp/from-json.ts';
import { atOnce } from '../support/at-once.ts';
import { encoded } from '../support/otlp-requests.ts';
import { id, stored, TRACE_ID } from './stored-span.ts';
import { EVERYTHING, idsOf, sent, span, storeOf, traceId } from './stored.ts';

describe('an answer with a large trace', () => {
  const same = stored('same');
  const shapes: [title: string, spanOf: (index: number) => StoredSpan][] = [
    ['a chain', (i) => stored(`s${i}`, i === 0 ? {} : { parentSpanId: id(`s${i - 1}`) })],
    ['orphans', (i) => stored(`s${i}`, { parentSpanId: id('gone') })],
    ['one span again and again', () => same],
  ];
  const answers: [
    title: string,
    make: (traces: StoredTrace[], raw: boolean) => Iterable<string>,
  ][] = [
    ['v3', (traces, raw) => otlpJson(viewsOf(traces, raw))],
    ['legacy', (traces, raw) => legacyJson(viewsOf(traces, raw))],
    ['summaries', (traces, raw) => summariesJson(viewsOf(traces, raw))],
  ];
  for (const [shape, spanOf] of shapes)
    for (const [title, make] of answers)
      for (const raw of [false, true])
        test(`${title}${raw ? ', raw' : ''}, of ${shape}, lets others in every few spans`, () => {
          let decoded = 0;
          const spans = Array.from({ length: 20 * STEPS }, (_, index): StoredSpan => {
            const one = spanOf(index);
            return {
              ...one,
              get span() {
                decoded += 1;
                return one.span;
              },
            };
          });
          let most = 0;
          for (const _ of make([{ traceId: TRACE_ID, spans: () => spans }], raw)) {
            most = Math.max(most, decoded);
            decoded = 0;
          }
          assert.ok(most > 0 && most <= STEPS, `${most} spans without a pause`);
        });
});

describe('a store that goes on while it is read', () => {
  const flood = (store: ReturnType<typeof storeOf>): void => {
    for (let trace = 1000; trace < 1100; trace += 1)
      store.add(encoded(sent([span(trace, 1, { name: 'other' })], 'other')));
  };
  const large = (trace: number) =>
    encoded(
      sent(
        Array.from({ length: 3 * STEPS }, (_, i) => span(trace, i + 1)),
        'shop',
      ),
    );

  /** Up to the first pause that it makes. */
  function begin<Result>(work: Work<Result>): () => Result {
    assert.equal(work.next().done, false);
    return () => atOnce(work);
  }

  test('a large trace is read as it was when it was asked for', () => {
    const store = storeOf({ maxTraces: 50 });
    store.add(large(7));
    const spans = store.trace(traceId(7))?.spans() ?? [];
    flood(store);
    assert.equal(store.trace(traceId(7)), undefined);
    assert.equal(spans.length, 3 * STEPS);
    assert.deepEqual(new Set(spans.map((one) => one.span.traceId)), new Set([traceId(7)]));
  });

  test('its spans are not all kept decoded', () => {
    const store = storeOf();
    store.add(large(7));
    const [first] = store.trace(traceId(7))?.spans() ?? [];
    assert.deepEqual(first?.span, first?.span);
    assert.notEqual(first?.span, first?.span);
  });

  test('a search finds no trace by what has come to the place of its spans', () => {
    const store = storeOf({ maxTraces: 50 });
    store.add(large(7));
    const end = begin(store.search({ ...EVERYTHING, service: 'shop', durationMin: 10n ** 9n }));
    flood(store);
    assert.deepEqual(idsOf(end()), []);
  });

  test('dependencies leave out a trace that goes meanwhile', () => {
    const store = storeOf({ maxTraces: 50 });
    store.add(large(7));
    const end = begin(store.dependencies(0n, 2n ** 64n));
    flood(store);
    assert.deepEqual(end(), []);
  });
});

describe('taking in a large request', () => {
  const varint = (value: number): number[] =>
    value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
  const field = (number: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(content.length)]), content]);
  const inRequest = (spans: Buffer): Buffer => field(1, field(2, spans));

  const traces = Array.from({ length: 200_000 }, (_, index) => {
    const id = Buffer.alloc(16, 1);
    id.writeUInt32BE(index);
    return field(2, Buffer.concat([field(1, id), field(2, id.subarray(0, 8))]));
  });
  const cases: [title: string, request: Buffer, spans: number][] = [
    ['of a million empty spans', inRequest(Buffer.alloc(2_000_000, '1200', 'hex')), 1_000_000],
    ['of 200,000 traces', inRequest(Buffer.concat(traces)), 400_000],
    ['of 200,000 empty scopes', field(1, Buffer.alloc(400_000, '1200', 'hex')), 0],
    ['of 200,000 empty resources', Buffer.alloc(400_000, '0a00', 'hex'), 50_000_000],
  ];
  const attribute = field(9, field(1, Buffer.from('k')));
  const spanWith = (attributes: number): Buffer =>
    Buffer.concat([
      ...[field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 1))],
      Buffer.alloc(attributes * attribute.length, attribute),
    ]);
  const inPieces = field(1, Buffer.alloc(2_000_000, '0a00', 'hex'));
  cases.push(
    [
      'of 40 spans of 50,000 attributes',
      inRequest(Buffer.concat(Array.from({ length: 40 }, () => field(2, spanWith(50_000))))),
      40 * STEPS,
    ],
    ['of a resource in a million pieces', inPieces, 1_000_000],
  );
  for (const [title, request, spans] of cases)
    test(`${title} lets others in every few hundred spans`, () => {
      const store = createSpanStore({ maxBytes: 256 << 20, maxTraces: 100_000 });
      let pauses = 0;
      for (const work = store.adding(request); !work.next().done;) pauses += 1;
      assert.ok(pauses >= spans / STEPS, `${pauses} pauses`);
    });

  test('as JSON lets others in every hundred spans', () => {
    const json = {
      resourceSpans: [{ scopeSpans: [{ spans: Array.from({ length: 10_000 }, () => ({})) }] }],
    };
    let pauses = 0;
    for (const work = requestFromJson(JSON.stringify(json)); !work.next().done;) pauses += 1;
    assert.ok(pauses >= 100, `${pauses} pauses`);
  });

  test('stops looking at a span that has too much in it, and takes the others', () => {
    const store = createSpanStore({ maxBytes: 256 << 20, maxTraces: 100 });
    const request = inRequest(
      Buffer.concat([field(2, spanWith(1_000_000)), field(2, spanWith(10))]),
    );
    const { spans, message } = store.add(request);
    assert.equal(spans, 1);
    assert.match(message, /^1 refused: it, its trace or its resource would take too much/);
    assert.equal(store.stats().spans, 1);
  });
});
