import { createServer } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { type Listening, type ListenOptions, LOCALHOST } from '../http/listen.ts';
import { Call, type CallLimits, type Unary } from './grpc-call.ts';
import { refusePreface } from './preface.ts';
import { SharedRoom } from './shared-room.ts';

export interface GrpcOptions extends ListenOptions, Partial<CallLimits> {
  /** Of all messages that are being received. */
  readonly maxBytesAtOnce?: number;
  /** A connection without any call is closed after so long; clients open another one when they need it. */
  readonly idleMs?: number;
}

const DEFAULTS = {
  maxMessageBytes: 4 << 20,
  maxBytesAtOnce: 64 << 20,
  withinMs: 30_000,
  idleMs: 300_000,
};

/** Senders make a few calls at a time; further ones wait where they are made. */
const STREAMS_PER_CONNECTION = 100;
const MOST_CONNECTIONS = 1000;

/**
 * Answers unary gRPC calls. Messages that are being received have one room of memory together; when it is full, the
 * connection that takes most of it loses its oldest message, so that a sender of many unfinished ones harms itself.
 *
 * @param methods by path
 * @throws node's error when the port cannot be listened on
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export async function listenGrpc(
  methods: Readonly<Record<string, Unary>>,
  options: GrpcOptions,
): Promise<Listening> {
  const { host = LOCALHOST, port, onRefused, onError } = options;
  const limits = { ...DEFAULTS, ...options };
  const room = new SharedRoom(limits.maxBytesAtOnce);
  const sessions = createServer({ settings: { maxConcurrentStreams: STREAMS_PER_CONNECTION } });
  sessions.on('session', (session) => {
    session.setTimeout(limits.idleMs, () => session.destroy());
    // After a flood of resets node says goodbye and leaves the socket open.
    session.on('error', () => session.destroy());
  });
  sessions.on('stream', (stream, headers) => {
    new Call(stream, headers, { methods, room, limits, onRefused, onError }).begin();
  });
  const sockets = new Set<Socket>();
  const server = createTcpServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const silent = setTimeout(() => socket.destroy(), limits.withinMs).unref();
    socket.once('readable', () => {
      clearTimeout(silent);
      const begin = (socket.read() ?? Buffer.alloc(0)) as Buffer;
      if (refusePreface(begin, socket, onRefused)) return;
      socket.unshift(begin);
      sessions.emit('connection', socket);
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
