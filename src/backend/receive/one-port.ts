import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type Listening, LOCALHOST } from '../http/listen.ts';

/** With this, a connection of HTTP/2 begins, and so of gRPC. */
const PREFACE = Buffer.from('PRI * HTTP/2.0');

interface Ports {
  readonly grpc: number;
  readonly http: number;
}

/**
 * One free port of this machine for OTLP over gRPC and over HTTP: a program that has one address may use either. Each
 * connection is passed on to the receiver that understands it.
 */
export async function listenOnOnePort(ports: Ports): Promise<Listening> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    keep(client).on('error', () => client.destroy());
    client.once('data', (begin: Buffer) => {
      const isGrpc = begin.subarray(0, PREFACE.length).equals(PREFACE.subarray(0, begin.length));
      const receiver = keep(connect(isGrpc ? ports.grpc : ports.http, LOCALHOST));
      receiver.on('error', () => client.destroy());
      client.on('close', () => receiver.end());
      receiver.write(begin);
      client.pipe(receiver).pipe(client);
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, LOCALHOST, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
}
