import assert from 'node:assert/strict';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { describe, test } from 'node:test';
import { arrayReader } from '../support/array-reader.ts';
import { send, serveReader } from './embedded.ts';
import { id, stored, TRACE_ID } from './stored-span.ts';

describe('a trace that is larger than what a socket holds', () => {
  const many = Array.from({ length: 20_000 }, (_, i) =>
    stored(`s${i}`, i === 0 ? {} : { parentSpanId: id('s0') }),
  );

  test('comes whole, on both routes', async () => {
    await using backend = await serveReader(arrayReader(many));
    const v3 = await send(backend.port, `/api/v3/traces/${TRACE_ID}`);
    assert.equal(v3.body.match(/"spanId"/g)?.length, many.length);
    assert.ok(JSON.parse(v3.body));
    const legacy = await send(backend.port, `/api/traces/${TRACE_ID}`);
    const { data } = JSON.parse(legacy.body) as { data: { spans: unknown[] }[] };
    assert.equal(data[0]?.spans.length, many.length);
  });

  test('does not block other queries while it is not read, and is given up when its reader goes', async () => {
    const told: string[] = [];
    const options = { onError: (text: string) => told.push(text) };
    await using backend = await serveReader(arrayReader(many), options);
    const slow = await new Promise<IncomingMessage>((resolve, reject) => {
      const path = `/api/traces/${TRACE_ID}`;
      httpRequest({ host: '127.0.0.1', port: backend.port, path }, resolve)
        .on('error', reject)
        .end();
    });
    assert.equal((await send(backend.port, '/api/services')).status, 200);
    slow.on('error', () => undefined).destroy();
    assert.equal((await send(backend.port, '/api/services')).status, 200);
    assert.deepEqual(told, []);
  });
});
