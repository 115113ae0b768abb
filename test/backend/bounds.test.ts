import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { listenOtlpGrpc } from '../../src/backend/receive/otlp-grpc.ts';
import { listenOtlpHttp } from '../../src/backend/receive/otlp-http.ts';
import type { SpanStore } from '../../src/backend/store/create-span-store.ts';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { storeOf } from './stored.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

const broken: Pick<SpanStore, 'adding'> = {
  adding() {
    throw new RangeError('an unforeseen failure');
  },
};

describe('OTLP over HTTP', () => {
  const post = (port: number, body: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });

  /** Sends the beginning of a body, and does not end it. */
  async function begin(port: number, bytes: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const head =
      'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    socket.write(`${head}Content-Length: ${bytes + 1}\r\n\r\n${' '.repeat(bytes)}`);
    return socket;
  }

  test('bodies that never end take no more memory than there is for all', async () => {
    const receiver = await listenOtlpHttp(storeOf(), { port: 0, maxBytesAtOnce: 100_000 });
    const body = `{}${' '.repeat(60_000)}`;
    assert.equal((await post(receiver.port, body)).status, 200);
    const slow = await begin(receiver.port, 60_000);
    const patience = { timeoutMs: 10_000, everyMs: 10 };
    const answered = (wanted: number) => async (): Promise<Response | undefined> => {
      const response = await post(receiver.port, body);
      return response.status === wanted ? response : undefined;
    };
    const refused = await waitUntil('a refusal', answered(503), patience, realClock);
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.deepEqual(await refused.json(), {
      code: status.UNAVAILABLE,
      message: 'too much is being received at once, try again',
    });
    assert.equal((await post(receiver.port, '{}')).status, 200, 'there is room for little ones');
    slow.destroy();
    await waitUntil('room again', answered(200), patience, realClock);
    await receiver.close();
  });

  test('a failure of the store is an answer, and not the end', async () => {
    const told: string[] = [];
    const receiver = await listenOtlpHttp(broken, { port: 0, onError: (text) => told.push(text) });
    for (const _ of [1, 2]) {
      const response = await post(receiver.port, '{}');
      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), { code: status.INTERNAL, message: 'internal error' });
    }
    const sentence = 'cannot store a request: an unforeseen failure';
    assert.deepEqual(told, [sentence, sentence]);
    await receiver.close();
  });
});

describe('OTLP over gRPC', () => {
  const same = (bytes: Buffer): Buffer => bytes;
  const call = (port: number): Promise<ServiceError | null> =>
    new Promise((done) => {
      const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
      const options = { deadline: Date.now() + 20_000 };
      client.makeUnaryRequest(
        EXPORT,
        same,
        same,
        Buffer.alloc(0),
        new Metadata(),
        options,
        (error) => {
          client.close();
          done(error);
        },
      );
    });

  test('a failure of the store is an answer, and not the end', async () => {
    const told: string[] = [];
    const receiver = await listenOtlpGrpc(broken, { port: 0, onError: (text) => told.push(text) });
    for (const _ of [1, 2]) assert.equal((await call(receiver.port))?.code, status.INTERNAL);
    assert.equal(told.length, 2);
    await receiver.close();
  });

  test('messages that never end are given up when others wait', async () => {
    const receiver = await listenOtlpGrpc(storeOf(), { port: 0, maxBytesAtOnce: 50 });
    const session = connectHttp2(`http://127.0.0.1:${receiver.port}`);
    const begin = (): ClientHttp2Stream => {
      const stream = session.request({
        ':method': 'POST',
        ':path': EXPORT,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      // The first of a thousand bytes.
      stream.write(Buffer.from([0, 0, 0, 3, 232, ...Buffer.alloc(60)]));
      return stream;
    };
    const slow = [begin(), begin()];
    const ended = slow.map((stream) => once(stream, 'response'));
    const one = call(receiver.port);
    for (const [headers] of (await Promise.all(ended)) as [Record<string, string>][])
      assert.equal(headers['grpc-status'], String(status.UNAVAILABLE));
    assert.equal(await one, null);
    session.destroy();
    await receiver.close();
  });
});
