import assert from 'node:assert/strict';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Listening } from '../../src/backend/http/listen.ts';
import { unsnapped } from '../../src/backend/http/snappy.ts';
import { listenOtlpGrpc } from '../../src/backend/receive/otlp-grpc.ts';
import { listenOtlpHttp } from '../../src/backend/receive/otlp-http.ts';
import { encoded } from '../support/otlp-requests.ts';
import { compressedByGo } from './compressed-by-go.ts';
import { storeOf } from './stored.ts';

const MAX_BYTES = 64 << 10;

/** A request whose one trace has the given number for its id. */
const request = (trace: number, name = 'GET /'.repeat(50)) =>
  encoded({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [{ traceId: String(trace).padStart(32, '0'), spanId: 'b7ad6b7169203331', name }],
          },
        ],
      },
    ],
  });

const byNode: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gzipSync,
  zlib: deflateSync,
  deflate: deflateSync,
  'deflate without a header': deflateRawSync,
};

describe('a compressed request arrives whole', () => {
  const store = storeOf();
  let http: Listening;
  let grpc: Listening;
  before(async () => {
    http = await listenOtlpHttp(store, { port: 0, maxBodyBytes: MAX_BYTES });
    grpc = await listenOtlpGrpc(store, { port: 0, maxMessageBytes: MAX_BYTES });
  });
  after(() => Promise.all([http.close(), grpc.close()]));

  const post = async (encoding: string, body: Buffer): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${http.port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-encoding': encoding },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(10_000),
    });
    return [response.status, await response.text()];
  };

  /** The status of a call with one message, and its details. */
  const call = (encoding: string, message: Buffer): Promise<[string, string]> =>
    new Promise((done, fail) => {
      const session = connectHttp2(`http://127.0.0.1:${grpc.port}`);
      const stream = session.request({
        ':method': 'POST',
        ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
        'content-type': 'application/grpc',
        'grpc-encoding': encoding,
        te: 'trailers',
      });
      const finish = (headers: IncomingHttpHeaders): void => {
        const [status = '', message = ''] = [
          headers['grpc-status'],
          headers['grpc-message'],
        ].flat();
        if (status === '') return;
        session.close();
        done([status, message]);
      };
      stream.on('response', finish).on('trailers', finish).on('error', fail).resume();
      const prefix = Buffer.from([1, 0, 0, 0, 0]);
      prefix.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([prefix, message]));
    });

  let trace = 0;
  for (const [title, compress] of Object.entries(byNode)) {
    const encoding = title.split(' ')[0] ?? '';
    test(`${title}, by both protocols`, async () => {
      for (const send of [post, call]) {
        trace += 1;
        const [status] = await send(encoding, compress(request(trace)));
        assert.equal(Number(status), send === post ? 200 : 0);
        const id = String(trace).padStart(32, '0');
        assert.equal(store.trace(id)?.spans()[0]?.span.name, 'GET /'.repeat(50));
      }
    });
    test(`${title} that becomes too large is refused`, async () => {
      const bomb = compress(Buffer.alloc(MAX_BYTES + 1, ' '));
      assert.equal((await post(encoding, bomb))[0], 400);
      assert.equal((await call(encoding, bomb))[0], '8');
    });
  }

  for (const { title, encoding, traceId, name, bytes, bomb } of compressedByGo) {
    test(`${title} of a Go library, by both protocols`, async () => {
      for (const send of [post, call]) {
        const [status] = await send(encoding, bytes);
        assert.equal(Number(status), send === post ? 200 : 0);
      }
      const names = store
        .trace(traceId)
        ?.spans()
        .map(({ span }) => span.name);
      assert.deepEqual(names?.slice(-2), [name, name]);
    });
    test(`${title} of a Go library that becomes too large is refused`, async () => {
      assert.match((await post(encoding, bomb))[1], /too large/);
      assert.equal((await call(encoding, bomb))[0], '8');
    });
    test(`${title} that is cut off or damaged is refused`, async () => {
      for (const broken of [bytes.subarray(0, bytes.length / 2), Buffer.from('neither')]) {
        assert.equal((await post(encoding, broken))[0], 400);
        assert.equal((await call(encoding, broken))[0], '13');
      }
    });
  }

  test('an unknown compression is named', async () => {
    const body = request(1);
    assert.deepEqual((await post('br', body))[0], 400);
    assert.deepEqual(await call('br', body), ['12', 'unsupported grpc-encoding: br']);
  });
});

test('snappy that reaches out of its block fails and reads nothing else', () => {
  const broken = ['05', '0500', '0a046161fe0a00', '056861', 'ffffffffff7f', '0504616104ff'];
  for (const hex of broken)
    assert.throws(() => [...unsnapped(Buffer.from(hex, 'hex'), 1000)], Error, hex);
  assert.throws(() => [...unsnapped(Buffer.from('ffff7f00', 'hex'), 1000)], /too large/);
});
