import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
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
