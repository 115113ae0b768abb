import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Exchange {
  readonly path: string;
  readonly body: Buffer;
}

/** A proxy that records requests and responses, in the order of the requests. */
export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
}

/** @param origin "http://127.0.0.1:16686" */
export async function startRecordingProxy(origin: string): Promise<RecordingProxy> {
  const exchanges: { path: string; body: Buffer }[] = [];
  const server = createServer((asked, answer) => {
    const path = asked.url ?? '/';
    const exchange = { path, body: Buffer.alloc(0) };
    exchanges.push(exchange);
    request(`${origin}${path}`, { method: asked.method, headers: asked.headers }, (answered) => {
      const chunks: Buffer[] = [];
      answered.on('data', (chunk: Buffer) => chunks.push(chunk));
      answered.on('end', () => {
        exchange.body = Buffer.concat(chunks);
        answer.writeHead(answered.statusCode ?? 502, answered.headers).end(exchange.body);
      });
    })
      .on('error', () => answer.destroy())
      .end();
  });
  return { exchanges, ...(await listening(server)) };
}

/** Starts a server on a free port of 127.0.0.1. */
export async function listening(
  server: Server,
): Promise<AsyncDisposable & { readonly url: string }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
