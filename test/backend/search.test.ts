import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { atOnce } from '../support/at-once.ts';
import { arrayReader } from '../support/array-reader.ts';
import { spansInOtlpJson } from '../support/otlp-json.ts';
import { encoded } from '../support/otlp-requests.ts';
import { EVERYTHING, idsOf, sent, span, spanId, storeOf, traceId } from './stored.ts';

describe('search', () => {
  const store = storeOf();
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const attributes = [
    text('http.method', 'GET'),
    { key: 'retries', value: { intValue: '3' } },
    { key: 'ratio', value: { doubleValue: 0.5 } },
    { key: 'cached', value: { boolValue: false } },
    { key: 'raw', value: { bytesValue: 'AQI=' } },
    {
      key: 'tags',
      value: { arrayValue: { values: [{ stringValue: 'a<b' }, { intValue: '1' }, {}] } },
    },
    {
      key: 'map',
      value: {
        kvlistValue: { values: [text('z', '1'), { key: 'a', value: { boolValue: true } }] },
      },
    },
  ];
  const failed = span(1, 1, {
    kind: 2,
    status: { code: 2 },
    attributes,
    events: [{ name: 'exception', attributes: [text('exception.type', 'Timeout')] }],
    links: [{ traceId: traceId(9), spanId: spanId(9), attributes: [text('why', 'retry')] }],
  });
  const fine = span(1, 2, {
    kind: 3,
    status: { code: 1 },
    attributes: [text('http.method', 'PUT')],
  });
  const request = sent([failed, fine], 'shop', [text('region', 'eu')]);
  Object.assign(request.resourceSpans[0]?.scopeSpans[0] ?? {}, {
    scope: { name: 'lib', version: '1.2', attributes: [text('flavour', 'x')] },
  });
  store.add(encoded(request));

  const cases: [asked: Record<string, string>, found: boolean][] = [
    [{}, true],
    [{ 'http.method': 'GET' }, true],
    [{ 'http.method': 'get' }, false],
    [{ retries: '3' }, true],
    [{ ratio: '0.5' }, true],
    [{ cached: 'false' }, true],
    [{ raw: 'AQI=' }, true],
    [{ tags: '["a\\u003cb",1,null]' }, true],
    [{ map: '{"a":true,"z":"1"}' }, true],
    [{ 'exception.type': 'Timeout' }, true],
    [{ why: 'retry' }, true],
    [{ flavour: 'x' }, true],
    [{ region: 'eu' }, true],
    [{ 'resource.region': 'eu' }, true],
    [{ 'resource.http.method': 'GET' }, false],
    [{ 'service.name': 'shop' }, true],
    [{ 'resource.service.name': 'shop' }, true],
    [{ 'scope.name': 'lib', 'scope.version': '1.2' }, true],
    [{ 'scope.version': '1' }, false],
    [{ error: 'true' }, true],
    [{ error: 'false' }, true],
    [{ error: 'maybe' }, false],
    [{ 'span.status': 'error' }, true],
    [{ 'span.status': 'unset' }, false],
    [{ 'span.kind': 'Server' }, true],
    [{ 'span.kind': 'producer' }, false],
    [{ event: 'exception' }, false],
    [{ 'otel.status_code': 'ERROR' }, false],
    [{ error: 'true', 'http.method': 'GET' }, true],
    [{ error: 'true', 'http.method': 'PUT' }, false],
    [{ 'span.kind': 'client', 'http.method': 'PUT' }, true],
  ];
  for (const [asked, found] of cases)
    test(`${JSON.stringify(asked)} finds ${found ? 'the trace' : 'nothing'}`, () => {
      const attributes = new Map(Object.entries(asked));
      const traces = atOnce(store.search({ ...EVERYTHING, attributes }));
      assert.equal(traces.length, found ? 1 : 0);
      if (found) assert.equal(traces[0]?.spans().length, 2, 'the whole trace');
    });

  test('gives what a list that is searched one by one gives', () => {
    const anySpan = fc
      .record({
        trace: fc.integer({ min: 1, max: 6 }),
        id: fc.integer({ min: 1, max: 9 }),
        parent: fc.integer({ min: 1, max: 9 }),
        service: fc.constantFrom('a', 'b'),
        name: fc.constantFrom('x', 'y'),
        kind: fc.constantFrom(1, 2),
        start: fc.nat({ max: 40 }),
        length: fc.integer({ min: 0, max: 9 }),
        colour: fc.constantFrom('red', 'blue'),
      })
      .map(({ trace, id, parent, service, colour, start, length, ...rest }) => {
        const times = {
          // No two traces begin at the same time: their order would be open.
          startTimeUnixNano: String(10 + start * 10 + trace),
          endTimeUnixNano: String(10 + (start + length) * 10 + trace),
        };
        const more = { ...rest, ...times, attributes: [text('colour', colour)] };
        return sent([span(trace, id, { ...more, parentSpanId: spanId(parent) })], service);
      });
    const anyQuery = fc.record(
      {
        service: fc.constantFrom('a', 'b', 'c'),
        operation: fc.constantFrom('x', 'y', 'z'),
        durationMin: fc.bigInt({ min: 0n, max: 90n }),
        durationMax: fc.bigInt({ min: 0n, max: 90n }),
        startMin: fc.bigInt({ min: 0n, max: 200n }),
        startMax: fc.bigInt({ min: 200n, max: 500n }),
        limit: fc.integer({ min: 1, max: 7 }),
        attributes: fc.constantFrom(new Map(), new Map([['colour', 'red']])),
      },
      { requiredKeys: ['startMin', 'startMax', 'limit', 'attributes'] },
    );
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 20 }), anyQuery, (requests, query) => {
        const filled = storeOf();
        for (const one of requests) filled.add(encoded(one));
        const plain = arrayReader(requests.flatMap(spansInOtlpJson));
        assert.deepEqual(idsOf(atOnce(filled.search(query))), idsOf(atOnce(plain.search(query))));
        const { startMin, startMax } = query;
        assert.deepEqual(
          new Set(atOnce(filled.dependencies(startMin, startMax))),
          new Set(atOnce(plain.dependencies(startMin, startMax))),
        );
        assert.deepEqual(new Set(filled.operations('a')), new Set(plain.operations('a')));
      }),
      { numRuns: 300 },
    );
  });
});
