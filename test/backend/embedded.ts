import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { queryHandler, type QueryOptions } from '../../src/backend/query/handler.ts';
import type { SpanReader } from '../../src/backend/store/span-store.ts';

export interface Embedded extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** The query API over a reader, on a free port of this machine. */
export async function serveReader(reader: SpanReader, options?: QueryOptions): Promise<Embedded> {
  const server = createServer(queryHandler(reader, options));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
