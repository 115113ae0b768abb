import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atOnce } from '../support/at-once.ts';
import type { StoredSpan } from '../../src/backend/store/span-store.ts';
import { createSpanStore } from '../../src/backend/store/create-span-store.ts';
import { requestFromJson } from '../../src/otlp/from-json.ts';
import { spanJson } from '../../src/otlp/to-json.ts';
import { MalformedMessage } from '../../src/otlp/reader.ts';
import { spansInOtlpJson } from '../support/otlp-json.ts';
import { anyRequest, encoded } from '../support/otlp-requests.ts';

/** What a new store gives back of a request, trace by trace. */
function readBack(request: Buffer): StoredSpan[] {
  const store = createSpanStore({ maxBytes: 8 << 20, maxTraces: 1000 });
  store.add(request);
  const all = { startMin: 0n, startMax: 2n ** 64n, attributes: new Map(), limit: 1000 };
  return atOnce(store.search(all)).flatMap((trace) => trace.spans());
}

const sorted = (spans: StoredSpan[]): StoredSpan[] =>
  spans.toSorted((a, b) => {
    const [first, second] = [a, b].map(({ span }) => `${span.traceId}${span.spanId}`);
    return (first ?? '') < (second ?? '') ? -1 : 1;
  });

test('what protobufjs encodes is read back as it was', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      assert.deepEqual(sorted(readBack(encoded(request))), sorted(spansInOtlpJson(request)));
    }),
    { numRuns: 300 },
  );
});

/** JSON.stringify writes a negative zero as 0; OTLP's JSON may have a number as a string too. */
const jsonOf = (request: object): string =>
  JSON.stringify(request, (_, value: unknown) => (Object.is(value, -0) ? '-0' : value));

test('a negative zero stays one, on its way in and out', () => {
  const attributes = [{ key: 'zero', value: { doubleValue: -0 } }];
  const span = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes };
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  for (const bytes of [encoded(request), atOnce(requestFromJson(jsonOf(request)))]) {
    const [read] = readBack(bytes);
    assert.ok(read);
    assert.deepEqual(read.span.attributes, [{ key: 'zero', value: -0 }]);
    assert.match(spanJson(read.span), /"doubleValue":-0\b/);
  }
});

test('a request in JSON is the same as in protobuf', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const inJson = atOnce(requestFromJson(jsonOf(request)));
      assert.deepEqual(sorted(readBack(inJson)), sorted(spansInOtlpJson(request)));
    }),
    { numRuns: 300 },
  );
});

test('a request that was cut off or damaged is refused or read, and never anything else', () => {
  const damage = fc.record({
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
    flips: fc.array(fc.nat(), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(anyRequest, damage, (request, { keep, flips }) => {
      const bytes = encoded(request);
      const part = bytes.subarray(0, Math.ceil(bytes.length * keep));
      for (const flip of flips) {
        const at = Math.floor(flip / 8) % Math.max(part.length, 1);
        if (at < part.length) part[at] = (part[at] ?? 0) ^ (1 << (flip % 8));
      }
      try {
        readBack(part);
      } catch (failure) {
        assert.ok(failure instanceof MalformedMessage, String(failure));
      }
    }),
    { numRuns: 1000 },
  );
});

test('JSON of millions of empty values is refused before it becomes millions of objects', () => {
  const spans = `${'{},'.repeat(2_000_001)}{}`;
  assert.throws(
    () => atOnce(requestFromJson(`{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`)),
    new MalformedMessage('the request has more than 4000000 values'),
  );
});
