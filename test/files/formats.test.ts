import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { encode, type JsonObject } from '../../src/otlp/encode.ts';
import { REQUEST } from '../../src/otlp/fields.ts';
import { comparable, expectedTraces, type OtlpInput } from '../jaeger/expected-traces.ts';
import { readFixture, readRecording } from '../jaeger/recordings.ts';
import { tracesIn } from '../support/trace-files.ts';

const INPUT = readFixture('input.otlp.json') as OtlpInput & JsonObject;
const SENT = expectedTraces(INPUT);
const WIRE = INPUT.resourceSpans as readonly Readonly<Record<string, unknown>>[];

type Rewrite = (key: string, value: unknown) => unknown;

/** The input as JSON with other spellings of its values. */
const rewritten = (rewrite: Rewrite): string => JSON.stringify(INPUT, rewrite);

const KIND_NAMES = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const named: Rewrite = (key, value) =>
  key === 'kind' && typeof value === 'number' ? `SPAN_KIND_${KIND_NAMES[value]}` : value;
const base64: Rewrite = (key, value) =>
  /^(trace|span|parentSpan)Id$/.test(key) && typeof value === 'string' && value !== ''
    ? Buffer.from(value, 'hex').toString('base64')
    : value;

const snakeCase = (text: string): string =>
  text.replaceAll(
    /"([a-z]+(?:[A-Z][a-z]+)+)":/g,
    (_, key: string) => `"${key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`,
  );

const PROTOBUF = encode(REQUEST, INPUT);
const lengthPrefixed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([length, message]);
};

const forms: [title: string, bytes: string | Uint8Array][] = [
  ['OTLP JSON on one line', JSON.stringify(INPUT)],
  ['OTLP JSON on many lines', `\n\n${JSON.stringify(INPUT, undefined, 2)}\n`],
  ['OTLP JSON with a byte order mark', `\uFEFF${JSON.stringify(INPUT)}`],
  ['OTLP JSON with names of kinds', rewritten(named)],
  ['OTLP JSON with numbers of nanoseconds', JSON.stringify(INPUT).replaceAll(/"(\d{19})"/g, '$1')],
  ['OTLP JSON in snake case', snakeCase(JSON.stringify(INPUT))],
  ['a list of OTLP documents', JSON.stringify(WIRE.map((one) => ({ resourceSpans: [one] })))],
  [
    'OTLP JSON lines',
    WIRE.map((one) => `${JSON.stringify({ resourceSpans: [one] })}\r\n`).join('\n'),
  ],
  [
    'OTLP JSON lines of resource spans, with lines of logs between them',
    WIRE.map((one) => `${JSON.stringify(one)}\n{"resourceLogs":[]}\n`).join(''),
  ],
  ['OTLP protobuf', PROTOBUF],
  ['OTLP protobuf with lengths', lengthPrefixed(PROTOBUF)],
  ['JSON of Jaeger 2.20, API v3', JSON.stringify({ result: INPUT })],
  ['JSON of Tempo', JSON.stringify({ batches: WIRE }, (k, v) => base64(k, named(k, v)))],
  ['JSON of Tempo, version 2', JSON.stringify({ trace: INPUT }, base64)],
];

describe('one trace in two formats of Jaeger', () => {
  const recording = (name: string): string =>
    JSON.stringify(readRecording(`jaeger-2.20/${name}`).body);

  test('has each span once, and no conflict', async () => {
    const [v3, legacy] = [recording('trace-v3.json'), recording('trace-legacy.json')];
    const [once] = await tracesIn(v3);
    for (const both of [`${v3}\n${legacy}\n`, `${legacy}\n${v3}\n`]) {
      const [trace] = await tracesIn(both);
      assert.deepEqual(trace?.problems, once?.problems);
      assert.equal(trace?.spans.length, once?.spans.length);
    }
  });

  test('also where it has a list, and times between microseconds', async () => {
    const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const args = { values: [{ stringValue: 'node' }, { stringValue: 'a.js' }] };
    const attributes = [
      { key: 'service.name', value: { stringValue: 'a' } },
      { key: 'process.command_args', value: { arrayValue: args } },
    ];
    const times = {
      startTimeUnixNano: '1795737367403150123',
      endTimeUnixNano: '1795737367403250999',
    };
    const span = { ...ids, name: 'GET', kind: 2, ...times };
    const v3 = { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] };
    const tags = [{ key: 'process.command_args', type: 'string', value: '["node","a.js"]' }];
    const legacy = {
      ...{ traceID: ids.traceId, spanID: ids.spanId, operationName: 'GET', processID: 'p1' },
      ...{ startTime: 1_795_737_367_403_150, duration: 100 },
      tags: [{ key: 'span.kind', type: 'string', value: 'server' }],
    };
    const processes = { p1: { serviceName: 'a', tags } };
    const data = { data: [{ traceID: ids.traceId, spans: [legacy], processes }] };
    for (const order of [
      [data, v3],
      [v3, data],
    ]) {
      const [trace] = await tracesIn(order.map((one) => `${JSON.stringify(one)}\n`).join(''));
      assert.deepEqual(trace?.problems, []);
      assert.deepEqual(
        trace.spans.map(({ startNanos }) => startNanos),
        [123],
      );
    }
  });
});

describe('the same traces in every format', () => {
  for (const [title, bytes] of forms) {
    for (const [how, packed] of [
      ['', bytes],
      [', gzipped', gzipSync(bytes)],
    ] as const) {
      test(`${title}${how}`, async () => {
        const traces = await tracesIn(packed);
        assert.equal(traces.length, SENT.size);
        for (const trace of traces)
          assert.deepEqual(comparable(trace), comparable(SENT.get(trace.traceId)!), trace.traceId);
      });
    }
  }

  for (const version of ['jaeger-1.57', 'jaeger-2.0-rc', 'jaeger-2.20']) {
    test(`what the UI of ${version} downloads`, async () => {
      const { body } = readRecording(`${version}/trace-legacy-errors.json`);
      const [trace, ...others] = await tracesIn(
        typeof body === 'string' ? body : JSON.stringify(body),
      );
      assert.equal(others.length, 0);
      const sent = SENT.get(trace!.traceId)!;
      const losses = { listsAreText: true };
      assert.deepEqual(comparable(trace!, losses), comparable(sent, losses));
    });
  }
});

const SENDERS = join(import.meta.dirname, '../fixtures/senders');

interface Request {
  readonly protocol: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('a request of a real sender, kept as a file', () => {
  for (const file of readdirSync(SENDERS).filter((name) => name.endsWith('.json'))) {
    const sent = JSON.parse(readFileSync(join(SENDERS, file), 'utf8')) as Record<string, Request[]>;
    const readable = Object.entries(sent).filter(
      ([name]) => !name.startsWith('grpc') && /(none|gzip)$/.test(name),
    );
    for (const [name, requests] of readable) {
      test(`${file}: ${name}`, async () => {
        const bodies = requests.map(({ body }) => Buffer.from(body, 'base64'));
        const traces = (await Promise.all(bodies.map((body) => tracesIn(body)))).flat();
        const spans = traces.flatMap((trace) => trace.spans);
        assert.ok(spans.length > 0);
        for (const { resource, durationUs, startUs } of spans) {
          assert.notEqual(resource.service, 'unknown_service');
          assert.ok(durationUs >= 0 && startUs > 1_700_000_000_000_000);
        }
      });
    }
  }
});

test('zstandard and deflate are named, not misread', async () => {
  const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2, 3]);
  await assert.rejects(tracesIn(zstd), /stdin: is packed with zstd; unpack it with zstd -d/);
  await assert.rejects(tracesIn(deflateSync('{}')), /is neither JSON nor OTLP in protobuf/);
});
