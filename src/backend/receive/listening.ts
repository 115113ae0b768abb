import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListenOptions {
  /** 127.0.0.1 unless said otherwise. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Says why a request is refused with 403, whatever it asks; undefined for one that is answered. */
  readonly refusalOf?: (request: IncomingMessage) => string | undefined;
}

/** A server that listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Stops listening and ends all connections; resolves when the port is free again. */
  close(): Promise<void>;
}

export const LOCALHOST = '127.0.0.1';

/** What is not asked to its end by then is given up. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
};

/** @throws node's error (EADDRINUSE and the like) */
export async function listenHttp(
  listener: RequestListener,
  { host = LOCALHOST, port, refusalOf }: ListenOptions,
): Promise<Listening> {
  const server = createServer(TIMEOUTS, (request, response) => {
    const refusal = refusalOf?.(request);
    if (refusal === undefined) {
      listener(request, response);
      return;
    }
    response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
    response.end(`${refusal}\n`);
  });
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
