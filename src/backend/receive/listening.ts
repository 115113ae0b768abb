import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListenOptions {
  /** 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** A server that listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Stops listening and ends all connections; resolves when the port is free again. */
  close(): Promise<void>;
}

export const LOCALHOST = '127.0.0.1';

/** @throws node's error (EADDRINUSE and the like) */
export async function listenHttp(
  listener: RequestListener,
  { host = LOCALHOST, port }: ListenOptions,
): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
  return { host, port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  await new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
}
