import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import { type AddressInfo, type Socket, createServer as createTcpServer } from 'node:net';

export interface HeardRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Complete when the response is sent. */
  readonly body: string;
}

/** An HTTP server that answers everything with `body` and remembers what it was asked. */
export interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly heard: readonly HeardRequest[];
  /** Resolves with the first request. */
  readonly asked: Promise<unknown>;
}

export async function startListener(answerAfterMs = 0, body = '{}'): Promise<Listener> {
  const heard: HeardRequest[] = [];
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    const said = { url, headers, body: '' };
    heard.push(said);
    request.setEncoding('utf8').on('data', (some: string) => (said.body += some));
    request.on('end', () => setTimeout(() => response.end(body), answerAfterMs));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    heard,
    asked: once(server, 'request'),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Ports of this machine that refuse connections, each another. */
export async function closedPorts(count: number): Promise<number[]> {
  const listeners = await Promise.all(Array.from({ length: count }, () => startListener()));
  await Promise.all(listeners.map((listener) => listener[Symbol.asyncDispose]()));
  return listeners.map(({ port }) => port);
}

export async function closedPort(): Promise<number> {
  const [port] = await closedPorts(1);
  return port!;
}

/** Accepts connections and never answers. `asked` resolves when a client has connected. */
export async function startSilent(): Promise<
  AsyncDisposable & { readonly url: string; readonly asked: Promise<unknown> }
> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: once(server, 'connection'),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
