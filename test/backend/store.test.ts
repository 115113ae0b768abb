import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { atOnce } from '../support/at-once.ts';
import { metricsText } from '../../src/backend/metrics.ts';
import { spansInOtlpJson } from '../support/otlp-json.ts';
import { encoded } from '../support/otlp-requests.ts';
import { EVERYTHING, idsOf, MIB, sent, span, spanId, storeOf, traceId } from './stored.ts';

/** A field that is a message, with its content as it is. */
const message = (field: number, content: Buffer): Buffer => {
  const header = [(field << 3) | 2];
  for (let rest = content.length; ; rest >>>= 7) {
    header.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Buffer.concat([Buffer.from(header), content]);
  }
};

describe('what is sent can be read at once', () => {
  test('spans of a trace stay in the order in which they came', () => {
    const store = storeOf();
    for (const id of [3, 1, 2]) store.add(encoded(sent([span(7, id)])));
    const spans = store.trace(traceId(7))?.spans() ?? [];
    assert.deepEqual(
      spans.map((stored) => stored.span.spanId),
      [3, 1, 2].map(spanId),
    );
    assert.equal(new Set(spans.map(({ resource }) => resource)).size, 1, 'one resource for all');
  });

  test('a request that is damaged at its end leaves nothing behind', () => {
    const store = storeOf();
    const request = encoded(sent([span(1, 1), span(2, 2)]));
    assert.throws(() => store.add(request.subarray(0, -3)), /unexpected EOF/);
    assert.equal(store.stats().spans, 0);
  });

  test('services and operations are those of the spans that are there', () => {
    const store = storeOf({ maxTraces: 1 });
    store.add(encoded(sent([span(1, 1, { name: 'old', kind: 3 })], 'gone')));
    store.add(encoded(sent([span(2, 2, { name: '', kind: 2 })])));
    assert.deepEqual(store.services(), ['shop']);
    assert.deepEqual(store.operations('shop'), [{ name: 'empty-span-name', kind: 2 }]);
    assert.deepEqual(store.operations('gone'), []);
  });

  const nameless: [title: string, attributes: object[], service: string][] = [
    ['none', [], 'missing-service-name'],
    ['an empty one', [{ key: 'service.name', value: { stringValue: '' } }], 'empty-service-name'],
    ['a number', [{ key: 'service.name', value: { intValue: '4' } }], 'empty-service-name'],
  ];
  for (const [title, attributes, service] of nameless)
    test(`a resource whose service name is ${title} has the name that Jaeger gives it`, () => {
      const store = storeOf();
      const resourceSpans = [{ resource: { attributes }, scopeSpans: [{ spans: [span(1, 1)] }] }];
      store.add(encoded({ resourceSpans }));
      assert.deepEqual(store.services(), [service]);
    });
});

describe('bounds', () => {
  test('the trace that began to come first goes first, as a whole', () => {
    const store = storeOf({ maxTraces: 2 });
    for (const [trace, id] of [
      [1, 1],
      [2, 2],
      [1, 3],
      [3, 4],
    ] as const)
      store.add(encoded(sent([span(trace, id)])));
    assert.deepEqual(idsOf(atOnce(store.search(EVERYTHING))), [3, 2]);
    assert.equal(store.trace(traceId(1)), undefined);
    const { evictedSpans, evictedTraces, traces } = store.stats();
    assert.deepEqual(
      { evictedSpans, evictedTraces, traces },
      { evictedSpans: 2, evictedTraces: 1, traces: 2 },
    );
  });

  test('a trace that was found and has gone since has no spans', () => {
    const store = storeOf({ maxTraces: 1 });
    store.add(encoded(sent([span(1, 1)])));
    const found = store.trace(traceId(1));
    store.add(encoded(sent([span(2, 2)])));
    assert.deepEqual(found?.spans(), []);
  });

  test('a trace has at most so many spans, and what is refused is said and counted', () => {
    const store = storeOf({ maxSpansPerTrace: 2 });
    const { spans, message } = store.add(encoded(sent([1, 2, 3].map((id) => span(1, id)))));
    assert.equal(spans, 1);
    assert.match(message, /as many spans as a trace may have/);
    assert.equal(store.stats().rejectedSpans['trace-full'], 1);
    assert.equal(store.trace(traceId(1))?.spans().length, 2);
  });

  test('no trace and no resource takes more than a quarter of the memory', () => {
    const store = storeOf({ maxBytes: MIB });
    const large = [{ key: 'k', value: { stringValue: 'x'.repeat(MIB / 4) } }];
    store.add(encoded(sent([span(1, 1)])));
    assert.equal(store.add(encoded(sent([span(2, 2, { attributes: large })]))).spans, 1);
    assert.equal(store.add(encoded(sent([span(3, 3)], 'shop', large))).spans, 1);
    assert.deepEqual(idsOf(atOnce(store.search(EVERYTHING))), [1]);
    assert.equal(store.stats().rejectedSpans['too-large'], 2);
  });

  const list = (count: number) => Array.from({ length: count }, () => ({ key: 'k' }));
  const crowded: [title: string, spanOf: (count: number) => object][] = [
    ['attributes of a span', (n) => sent([span(1, 1, { attributes: list(n) })])],
    ['events of a span', (n) => sent([span(1, 1, { events: list(n) })])],
    ['links of a span', (n) => sent([span(1, 1, { links: list(n) })])],
    ['attributes of a resource', (n) => sent([span(1, 1)], 'shop', list(n))],
  ];
  for (const [title, request] of crowded)
    test(`a hundred thousand ${title} are stored, twice as many are refused`, () => {
      const store = storeOf({ maxBytes: 64 * MIB });
      assert.equal(store.add(encoded(request(99_990))).spans, 0);
      assert.equal(store.add(encoded(request(200_000))).spans, 1);
      assert.equal(store.stats().rejectedSpans['too-large'], 1);
    });

  test('spans without an id are counted, however many they are', () => {
    const store = storeOf();
    const spans = Buffer.alloc(2_000_000, Buffer.from([(2 << 3) | 2, 0]));
    const { spans: refused } = store.add(message(1, message(2, spans)));
    assert.equal(refused, 1_000_000);
    const { receivedSpans, rejectedSpans } = store.stats();
    assert.deepEqual([receivedSpans, rejectedSpans['invalid-id']], [1_000_000, 1_000_000]);
  });

  test('a resource and a scope that come in a million pieces are put together', () => {
    const store = storeOf();
    const one = encoded({ resourceSpans: [{ scopeSpans: [{ spans: [span(1, 1)] }] }] });
    // What is in it without the two messages around: one span.
    const spans = one.subarray(4);
    const dropped = (field: number): Buffer =>
      Buffer.alloc(4_000_000, message(1, Buffer.from([field << 3, 7])));
    const name = encoded(sent([], 'shop')).subarray(2);
    const scopeSpans = message(2, Buffer.concat([dropped(4), spans]));
    store.add(message(1, Buffer.concat([name, dropped(2), scopeSpans])));
    const [stored] = store.trace(traceId(1))?.spans() ?? [];
    assert.equal(stored?.service, 'shop');
    assert.equal(stored.resource.droppedAttributesCount, 7);
    assert.equal(stored.scope.droppedAttributesCount, 7);
  });

  test('a large resource with many scopes is looked at once', () => {
    const store = storeOf({ maxBytes: 64 * MIB });
    const large = { key: 'k', value: { stringValue: 'x'.repeat(8 * MIB) } };
    const scopeSpans = Array.from({ length: 20_000 }, (_, i) => ({ spans: [span(i + 1, 1)] }));
    const request = { resourceSpans: [{ resource: { attributes: [large] }, scopeSpans }] };
    assert.equal(store.add(encoded(request)).spans, 0);
    assert.equal(store.stats().spans, 1000);
  });

  const floods: [title: string, request: (number: number) => object][] = [
    ['traces of one span', (n) => sent([span(n, n)])],
    ['a service each', (n) => sent([span(n, n)], `service-${n}`)],
    ['an operation each', (n) => sent([span(n, n, { name: `GET /${n}` })])],
    ['one long trace among short ones', (n) => sent([span(n, n), span(0xffff, n)])],
    [
      'spans of very different size',
      (n) => sent([span(n, n, { traceState: 'x'.repeat((n * 7919) % 30_000) })]),
    ],
    [
      'large resources',
      (n) => sent([span(n, n)], `s${n}`, [{ key: 'k', value: { stringValue: 'x'.repeat(9000) } }]),
    ],
  ];
  for (const [title, request] of floods)
    test(`memory stays below its bound under a flood of ${title}`, () => {
      const maxBytes = MIB;
      const store = storeOf({ maxBytes, maxTraces: 1_000_000 });
      for (let number = 1; number <= 8000; number += 1) {
        store.add(encoded(request(number)));
        assert.ok(store.stats().bytes <= maxBytes);
      }
      const { traces, spans, evictedTraces } = store.stats();
      assert.ok(evictedTraces > 0 && traces > 10);
      const read = atOnce(store.search(EVERYTHING)).map((trace) => trace.spans().length);
      assert.equal(
        read.reduce((sum, count) => sum + count, 0),
        spans,
      );
      assert.ok(store.trace(traceId(8000)), 'the newest is there');
      assert.ok(store.services().length <= traces);
    });

  test('what comes back after all of it went is read as it was sent', () => {
    const store = storeOf({ maxBytes: MIB, maxTraces: 50 });
    for (let number = 1; number <= 500; number += 1) {
      const request = sent([span(number, number, { name: `op ${number}` })], `s${number % 7}`);
      store.add(encoded(request));
      const [stored] = store.trace(traceId(number))?.spans() ?? [];
      assert.deepEqual(
        stored,
        spansInOtlpJson(request).map((one) => ({
          ...one,
          span: { ...one.span, name: `op ${number}` },
        }))[0],
      );
    }
  });

  test('odd times and circles of parents are kept as they came', () => {
    const store = storeOf();
    const times = { startTimeUnixNano: '18446744073709551615', endTimeUnixNano: '0' };
    store.add(
      encoded(
        sent([
          span(1, 1, { ...times, parentSpanId: spanId(2) }),
          span(1, 2, { parentSpanId: spanId(1) }),
        ]),
      ),
    );
    assert.equal(store.trace(traceId(1))?.spans()[0]?.span.endTimeUnixNano, 0n);
    assert.deepEqual(atOnce(store.dependencies(0n, 2n ** 64n)), [
      { parent: 'shop', child: 'shop', callCount: 2 },
    ]);
  });
});

test('metrics count what came, what is there and what went', () => {
  const store = storeOf({ maxTraces: 1 });
  store.add(encoded(sent([span(1, 1), span(2, 2), span(2, 0)])));
  const lines = metricsText(store.stats()).split('\n');
  for (const line of [
    '# TYPE jaeger_lab_spans_received_total counter',
    'jaeger_lab_spans_received_total 3',
    'jaeger_lab_spans_stored_total 2',
    'jaeger_lab_spans_evicted_total 1',
    'jaeger_lab_traces_evicted_total 1',
    'jaeger_lab_spans_rejected_total{reason="invalid-id"} 1',
    'jaeger_lab_spans 1',
    'jaeger_lab_traces_limit 1',
    'jaeger_lab_store_bytes_limit 16777216',
  ])
    assert.ok(lines.includes(line), line);
});
