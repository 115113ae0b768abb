import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { listenOtlpGrpc } from '../../../src/backend/receive/otlp-grpc.ts';
import { createSpanStore } from '../../../src/backend/store/create-span-store.ts';
import type { BackendProcess } from './backend-process.ts';
import { ranDuring } from './given-time.ts';
import { requestOf } from './memory.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const SPANS_PER_EXPORT = 10;

export interface Unfinished {
  readonly connections: number;
  readonly streamsEach: number;
  /** How much of its message each stream sends before it waits for ever. */
  readonly bytesEach: number;
}

export interface HonestExports {
  readonly taken: number;
  /** Processor time of the embedded Jaeger from the sending of each to its answer, ascending, in ms. */
  readonly ranMs: readonly number[];
}

/**
 * Exports one after the other while other connections hold messages that they never end. Counted is what the embedded
 * Jaeger did before it had answered each, for others too: on a machine that has nothing else to do, that is the wait.
 */
export async function exportsBeside(
  { pid, ports }: BackendProcess,
  unfinished: Unfinished,
  exports: number,
): Promise<HonestExports> {
  const port = ports['otlp-grpc'];
  const sessions = Array.from({ length: unfinished.connections }, () => openSession(port));
  for (const session of sessions)
    for (let i = 0; i < unfinished.streamsEach; i += 1) begin(session, unfinished.bytesEach);
  await sleep(500);
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const ranMs: number[] = [];
  let taken = 0;
  for (let i = 0; i < exports; i += 1) {
    const message = requestOf('trace', i * SPANS_PER_EXPORT, SPANS_PER_EXPORT);
    const ran = await ranDuring(pid, async () => {
      if (await isTaken(client, message)) taken += 1;
    });
    ranMs.push(ran);
  }
  client.close();
  for (const session of sessions) session.destroy();
  return { taken, ranMs: ranMs.toSorted((a, b) => a - b) };
}

function openSession(port: number): ClientHttp2Session {
  return connect(`http://127.0.0.1:${port}`).on('error', () => undefined);
}

function begin(session: ClientHttp2Session, bytes: number): ClientHttp2Stream {
  const stream = session.request({
    ...{ ':method': 'POST', ':path': EXPORT },
    ...{ 'content-type': 'application/grpc', te: 'trailers' },
  });
  stream.on('error', () => undefined).resume();
  const head = Buffer.alloc(5 + bytes);
  head.writeUInt32BE(bytes + 1, 1);
  stream.write(head);
  return stream;
}

const same = (bytes: Buffer): Buffer => bytes;
const PATIENCE_MS = 20_000;

function isTaken(client: Client, message: Buffer): Promise<boolean> {
  const deadline = { deadline: Date.now() + PATIENCE_MS };
  return new Promise((done) => {
    client.makeUnaryRequest(EXPORT, same, same, message, new Metadata(), deadline, (error) => {
      done(!error);
    });
  });
}

/** Much longer than the few seconds that the server gives them, for machines with much else to do. */
const CLOSED_WITHIN_MS = 60_000;

/** Connections of no use to anybody. */
const USELESS: Readonly<Record<string, (port: number) => Promise<Socket>>> = {
  'idle after an export': async (port) => socketOf(await connected(port)),
  silent: async (port) => tcp(port),
  'half a preface': async (port) => {
    const socket = await tcp(port);
    socket.write('PRI * HTTP/2');
    return socket;
  },
  'an unfinished message': async (port) => {
    const session = await connected(port);
    begin(session, 100);
    return socketOf(session);
  },
  'after a rapid reset': async (port) => {
    const session = await connected(port);
    for (let i = 0; i < 3000; i += 1) {
      if (session.destroyed) break;
      begin(session, 0).close();
      if (i % 100 === 99) await sleep(1);
    }
    return socketOf(session);
  },
};
export const KINDS_OF_USELESS = Object.keys(USELESS);

/** Opens connections of a kind, and waits. @returns how many the server has closed in time */
export async function closedByServer(kind: string, count: number): Promise<number> {
  const store = createSpanStore({ maxBytes: 8 << 20, maxTraces: 1000 });
  const server = await listenOtlpGrpc(store, { port: 0, idleMs: 5000, withinMs: 5000 });
  const open = USELESS[kind];
  if (!open) throw new TypeError(`unknown kind ${kind}`);
  const sockets: Socket[] = [];
  for (let i = 0; i < count; i += 1) sockets.push(await open(server.port));
  const giveUpAt = performance.now() + CLOSED_WITHIN_MS;
  while (sockets.some(({ destroyed }) => !destroyed) && performance.now() < giveUpAt)
    await sleep(100);
  const closed = sockets.filter(({ destroyed }) => destroyed).length;
  await server.close();
  return closed;
}

async function tcp(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.resume();
  return socket;
}

const sockets = new WeakMap<ClientHttp2Session, Socket>();

async function connected(port: number): Promise<ClientHttp2Session> {
  const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined);
  const session = connect(`http://127.0.0.1:${port}`, { createConnection: () => socket });
  session.on('error', () => undefined);
  sockets.set(session, socket);
  await once(session, 'remoteSettings');
  return session;
}

function socketOf(session: ClientHttp2Session): Socket {
  const socket = sockets.get(session);
  if (!socket) throw new TypeError('a session without a socket');
  return socket;
}
