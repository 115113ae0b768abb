import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { parseFlags } from '../../src/backend/flags.ts';
import { startBackend } from '../../src/backend/start.ts';
import { realClock } from '../../src/base/clock.ts';
import { type JaegerUnderTest, probeJaeger } from '../../src/doctor/probes/jaeger.ts';
import type { JaegerFacts } from '../../src/doctor/facts.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { closedPort } from '../services/listener.ts';

/** A Jaeger behind doors that fail for a moment, as on a machine that is busy. */

const NAMES = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health'];
const flags = parseFlags([...NAMES.map((name) => `--${name}-port=0`)], {});
const jaeger = await startBackend(flags, () => undefined);
after(() => jaeger.close());
const portOf = (name: string): number => jaeger.ports[name] ?? 0;
const HOST = '127.0.0.1';

function probe(other: Partial<JaegerUnderTest>, waitMs: number): Promise<JaegerFacts> {
  return probeJaeger(
    {
      client: createJaegerClient({ url: `http://${HOST}:${portOf('query')}` }),
      otlpHttp: `http://${HOST}:${portOf('otlp-http')}`,
      ports: [],
      ...other,
    },
    { clock: realClock, signal: new AbortController().signal, waitMs },
  );
}

const LONG_MS = 30_000;
const SHORT_MS = 200;

test('a gRPC port that closes the first connections is tried again', async () => {
  let refused = 0;
  const door = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (refused < 2) {
      refused += 1;
      socket.destroy();
      return;
    }
    const behind = connect(portOf('otlp-grpc'), HOST);
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    socket.pipe(behind).pipe(socket);
  });
  door.listen(0, HOST);
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  const { otlpGrpc } = await probe({ otlpGrpc: { host: HOST, port } }, LONG_MS);
  assert.deepEqual(otlpGrpc, { url: `http://${HOST}:${port}`, problem: undefined });
  assert.equal(refused, 2);
  door.close();
});

test('a gRPC port that stays closed is reported once the time is over', async () => {
  const port = await closedPort();
  const { otlpGrpc } = await probe({ otlpGrpc: { host: HOST, port } }, SHORT_MS);
  assert.match(otlpGrpc?.problem ?? '', /ECONNREFUSED/);
});

/** Answers 503 to the first requests with spans, whose number is given, and passes the others on. */
async function markedThrough(failures: number, waitMs: number): Promise<JaegerFacts['marked']> {
  let failed = 0;
  const door = createHttpServer((request, response) => {
    void (async () => {
      const body = await text(request);
      if (body.includes('marked span') && failed < failures) {
        failed += 1;
        response.writeHead(503).end();
        return;
      }
      const headers = { 'content-type': 'application/json' };
      const url = `http://${HOST}:${portOf('otlp-http')}${request.url ?? ''}`;
      const answer = await fetch(url, { method: 'POST', headers, body });
      response.writeHead(answer.status).end(await answer.text());
    })();
  });
  door.listen(0, HOST);
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  const { marked } = await probe({ otlpHttp: `http://${HOST}:${port}` }, waitMs);
  door.close();
  door.closeAllConnections();
  return marked;
}

test('a marked span that was not accepted is sent again', async () => {
  const { sent, readableMs, listedMs } = await markedThrough(7, LONG_MS);
  assert.deepEqual([sent, readableMs.length], [5, 5]);
  assert.notEqual(listedMs, undefined);
});

test('a marked span that is never accepted does not count as sent', async () => {
  const { sent, readableMs, listedMs } = await markedThrough(Infinity, SHORT_MS);
  assert.deepEqual([sent, readableMs, listedMs], [0, [], undefined]);
});

test('a list that was late once, on a machine that was busy, is looked at again', async () => {
  const client = createJaegerClient({ url: `http://${HOST}:${portOf('query')}` });
  let looks = 0;
  const services = async (): Promise<string[]> => {
    looks += 1;
    // The first look is whether Jaeger answers at all.
    if (looks === 2) await realClock.sleep(3_100, new AbortController().signal);
    return client.services();
  };
  const { marked } = await probe({ client: { ...client, services } }, LONG_MS);
  assert.ok((marked.listedMs ?? Infinity) < 3_000, String(marked.listedMs));
  assert.ok(looks > 2, String(looks));
});

test('marked spans begin at different moments, of which an index keeps each', async () => {
  const client = createJaegerClient({ url: `http://${HOST}:${portOf('query')}` });
  const { marked } = await probe({ client }, LONG_MS);
  const traces = await Promise.all(marked.traceIds.map((id) => client.trace(id)));
  const begins = traces.flatMap((trace) => trace?.spans.map(({ startUs }) => startUs) ?? []);
  assert.equal(new Set(begins).size, 5);
  await client[Symbol.asyncDispose]();
});
