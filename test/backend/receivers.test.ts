import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { listenOtlpGrpc } from '../../src/backend/receive/otlp-grpc.ts';
import { listenOtlpHttp } from '../../src/backend/receive/otlp-http.ts';
import type { Listening } from '../../src/backend/http/listen.ts';
import { createSpanStore } from '../../src/backend/store/create-span-store.ts';
import { encoded } from '../support/otlp-requests.ts';

const MAX_BYTES = 64 << 10;

const request = (span: object) => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

const SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'GET /',
  startTimeUnixNano: '1790000000123456789',
  endTimeUnixNano: '1790000000223456789',
};

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

describe('OTLP over HTTP', () => {
  const store = createSpanStore({ maxBytes: 16 << 20, maxTraces: 100 });
  let receiver: Listening;
  before(async () => {
    receiver = await listenOtlpHttp(store, { port: 0, maxBodyBytes: MAX_BYTES });
  });
  after(() => receiver.close());

  interface Post {
    readonly body?: string | Uint8Array;
    readonly type?: string;
    readonly encoding?: string;
    readonly method?: string;
    readonly path?: string;
  }

  async function send({ body, type = JSON_TYPE, encoding, method = 'POST', path }: Post) {
    const response = await fetch(`http://127.0.0.1:${receiver.port}${path ?? '/v1/traces'}`, {
      method,
      headers: { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return [response.status, response.headers.get('content-type'), text] as const;
  }

  const json = JSON.stringify(request(SPAN));
  const protobuf = encoded(request(SPAN));
  const DONE = '{"partialSuccess":{}}';
  const TOO_LARGE = '{"code":3,"message":"http: request body too large"}';
  const bomb = gzipSync(Buffer.alloc(MAX_BYTES + 1, ' '));

  const accepted: [title: string, post: Post, type: string, body: string][] = [
    ['JSON', { body: json }, JSON_TYPE, DONE],
    [
      'JSON that names its characters',
      { body: json, type: `${JSON_TYPE}; charset=utf-8` },
      JSON_TYPE,
      DONE,
    ],
    ['JSON, gzip', { body: gzipSync(json), encoding: 'gzip' }, JSON_TYPE, DONE],
    ['JSON, deflate', { body: deflateSync(json), encoding: 'deflate' }, JSON_TYPE, DONE],
    ['an empty object', { body: '{}' }, JSON_TYPE, DONE],
    ['unknown fields', { body: '{"later":[{}],"resourceSpans":[{"more":1}]}' }, JSON_TYPE, DONE],
    ['protobuf', { body: protobuf, type: PROTOBUF_TYPE }, PROTOBUF_TYPE, ''],
    [
      'protobuf, gzip',
      { body: gzipSync(protobuf), type: PROTOBUF_TYPE, encoding: 'gzip' },
      PROTOBUF_TYPE,
      '',
    ],
    ['an empty protobuf message', { body: '', type: PROTOBUF_TYPE }, PROTOBUF_TYPE, ''],
  ];
  for (const [title, post, type, body] of accepted)
    test(`takes ${title}`, async () => {
      assert.deepEqual(await send(post), [200, type, body]);
    });

  const refused: [
    title: string,
    post: Post,
    status: number,
    type: string,
    body: RegExp | string,
  ][] = [
    ['an empty body', { body: '' }, 400, JSON_TYPE, /"code":3,.*is empty/],
    ['half a JSON', { body: '{"resourceSpans":[' }, 400, JSON_TYPE, /is not JSON/],
    ['a list', { body: '[]' }, 400, JSON_TYPE, /the request is not an object/],
    [
      'base64 ids',
      { body: JSON.stringify(request({ ...SPAN, traceId: 'CvdlGRbNQ92ESOshHIAxnA==' })) },
      400,
      JSON_TYPE,
      /traceId is not 32 hex digits/,
    ],
    [
      'short ids',
      { body: JSON.stringify(request({ ...SPAN, spanId: 'b7ad' })) },
      400,
      JSON_TYPE,
      /spanId is not 16 hex digits/,
    ],
    ...[
      ['bytes that are not base64', { bytesValue: '!!' }, /bytesValue is not base64/] as const,
      ['a number beyond doubles', { doubleValue: '1e400' }, /doubleValue is not a number/] as const,
    ].map(([title, value, body]): (typeof refused)[number] => [
      title,
      { body: JSON.stringify(request({ ...SPAN, attributes: [{ key: 'k', value }] })) },
      400,
      JSON_TYPE,
      body,
    ]),
    [
      'an unknown kind',
      { body: JSON.stringify(request({ ...SPAN, kind: 'SPAN_KIND_X' })) },
      400,
      JSON_TYPE,
      /kind is not one of/,
    ],
    [
      'a negative time',
      { body: JSON.stringify(request({ ...SPAN, endTimeUnixNano: -1 })) },
      400,
      JSON_TYPE,
      /endTimeUnixNano is not an integer from 0/,
    ],
    [
      'damaged protobuf',
      { body: protobuf.subarray(1), type: PROTOBUF_TYPE },
      400,
      PROTOBUF_TYPE,
      /proto: illegal wireType/,
    ],
    [
      'short ids in protobuf',
      { body: encoded(request({ ...SPAN, traceId: '0af7' })), type: PROTOBUF_TYPE },
      400,
      PROTOBUF_TYPE,
      /trace_id is 2 bytes long instead of 16/,
    ],
    ['what is too large', { body: Buffer.alloc(MAX_BYTES + 1, ' ') }, 400, JSON_TYPE, TOO_LARGE],
    ['what is too large unpacked', { body: bomb, encoding: 'gzip' }, 400, JSON_TYPE, TOO_LARGE],
    [
      'what is not gzip',
      { body: json, encoding: 'gzip' },
      400,
      JSON_TYPE,
      /not compressed as its Content-Encoding/,
    ],
    [
      'half of a gzip',
      { body: gzipSync(json).subarray(0, 40), encoding: 'gzip' },
      400,
      JSON_TYPE,
      /not compressed as/,
    ],
    [
      'brotli',
      { body: json, encoding: 'br' },
      400,
      JSON_TYPE,
      /unsupported \\"Content-Encoding\\": br/,
    ],
    [
      'another type',
      { body: json, type: 'text/plain' },
      415,
      'text/plain',
      /application\/json, application\/x-protobuf/,
    ],
    ['a GET', { method: 'GET' }, 405, 'text/plain', /supported: \[POST\]/],
    ['another path', { body: json, path: '/v1/metrics' }, 404, 'text/plain', /404 page not found/],
  ];
  for (const [title, post, ...expected] of refused)
    test(`refuses ${title}`, async () => {
      const [status, type, body] = await send(post);
      assert.deepEqual([status, type], expected.slice(0, 2));
      if (typeof expected[2] === 'string') assert.equal(body, expected[2]);
      else assert.match(body, expected[2]);
    });

  test('keeps every digit of a time that is a number', async () => {
    const times = json.replaceAll(/"(\d{19})"/g, '$1').replace(SPAN.traceId, 'ab'.repeat(16));
    await send({ body: times });
    const [stored] = store.trace('ab'.repeat(16))?.spans() ?? [];
    assert.equal(stored?.span.startTimeUnixNano, 1790000000123456789n);
  });

  test('stores the rest when an id is missing or zero, and says how many it left out', async () => {
    const spans = [SPAN, { ...SPAN, spanId: '0000000000000000' }, { ...SPAN, traceId: '' }];
    const mixed = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    const [status, , body] = await send({ body: JSON.stringify(mixed) });
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), {
      partialSuccess: {
        rejectedSpans: '2',
        errorMessage: '2 refused: a trace id or span id is missing or all zero',
      },
    });
  });

  test('closing ends connections that are open and frees the port', async () => {
    const other = await listenOtlpHttp(store, { port: 0 });
    await fetch(`http://127.0.0.1:${other.port}/`);
    await other.close();
    const again = await listenOtlpHttp(store, { port: other.port });
    await again.close();
  });
});

describe('OTLP over gRPC', () => {
  const store = createSpanStore({ maxBytes: 16 << 20, maxTraces: 100 });
  let receiver: Listening;
  let client: Client;
  before(async () => {
    receiver = await listenOtlpGrpc(store, { port: 0, maxMessageBytes: MAX_BYTES });
    client = new Client(`127.0.0.1:${receiver.port}`, credentials.createInsecure(), {
      'grpc.default_compression_algorithm': compressionAlgorithms.gzip,
    });
  });
  after(async () => {
    client.close();
    await receiver.close();
  });

  const same = (bytes: Buffer): Buffer => bytes;
  const call = (message: Buffer): Promise<Buffer | undefined> =>
    new Promise((done, fail) => {
      client.makeUnaryRequest(
        '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
        same,
        same,
        message,
        new Metadata(),
        { deadline: Date.now() + 10_000 },
        (error, answer) => {
          if (error) fail(error);
          else done(answer);
        },
      );
    });
  const refusal = async (message: Buffer): Promise<[number, string]> => {
    const error = await call(message).then(
      () => assert.fail('it was taken'),
      (failure: unknown) => failure as ServiceError,
    );
    return [error.code, error.details];
  };

  test('takes a compressed message, whose spans can be read at once', async () => {
    assert.deepEqual(await call(encoded(request(SPAN))), Buffer.alloc(0));
    assert.equal(store.trace(SPAN.traceId)?.spans()[0]?.span.name, 'GET /');
  });

  test('says what it left out', async () => {
    const answer = await call(encoded(request({ ...SPAN, spanId: '' })));
    assert.match(answer?.toString() ?? '', /1 refused: a trace id or span id is missing/);
  });

  test('refuses what is no request', async () => {
    const [code, details] = await refusal(Buffer.from('no protobuf at all'));
    assert.equal(code, status.INVALID_ARGUMENT);
    assert.match(details, /proto:|EOF/);
  });

  test('refuses a message that is too large, compressed or not', async () => {
    const large = encoded(request({ ...SPAN, name: 'x'.repeat(MAX_BYTES) }));
    assert.ok(gzipSync(large).length < MAX_BYTES);
    const [code] = await refusal(large);
    assert.equal(code, status.RESOURCE_EXHAUSTED);
  });

  test('does not take a port that is taken', async () => {
    await assert.rejects(listenOtlpGrpc(store, { port: receiver.port }), /EADDRINUSE/);
  });
});
