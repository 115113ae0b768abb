import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** What a sender sent, byte for byte. */
export interface Recorded {
  readonly protocol: 'grpc' | 'http';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** In base64; of gRPC with the prefix of each message. */
  readonly body: string;
}

export interface Recorder extends AsyncDisposable {
  readonly grpcUrl: string;
  readonly httpUrl: string;
  readonly requests: readonly Recorded[];
}

/** The headers that change what a receiver makes of the body. */
const KEPT = ['content-type', 'content-encoding', 'grpc-encoding', 'user-agent'];

/** A receiver of both protocols that takes everything and keeps it. */
export async function startRecorder(): Promise<Recorder> {
  const requests: Recorded[] = [];
  const keep = (
    protocol: Recorded['protocol'],
    path: string,
    headers: IncomingHttpHeaders,
    chunks: readonly Buffer[],
  ): void => {
    const kept = KEPT.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []));
    const body = Buffer.concat(chunks).toString('base64');
    requests.push({ protocol, path, headers: Object.fromEntries(kept) as never, body });
  };
  const http = createHttp((request, response) => {
    void request.toArray().then((chunks: Buffer[]) => {
      keep('http', request.url ?? '', request.headers, chunks);
      const isZipkin = request.url?.startsWith('/api/v2') ?? false;
      response.writeHead(isZipkin ? 202 : 200, {
        'content-type': request.headers['content-type'] ?? 'application/json',
      });
      response.end(request.headers['content-type']?.includes('json') && !isZipkin ? '{}' : '');
    });
  });
  const grpc = createHttp2();
  grpc.on('stream', (stream, headers) => {
    void stream.toArray().then((chunks: Buffer[]) => {
      keep('grpc', headers[':path'] ?? '', headers, chunks);
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc' },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      // An empty ExportTraceServiceResponse: not compressed, length 0.
      stream.end(Buffer.alloc(5));
    });
  });
  const [httpPort, grpcPort] = await Promise.all([http, grpc].map(listen));
  return {
    httpUrl: `http://127.0.0.1:${httpPort}`,
    grpcUrl: `http://127.0.0.1:${grpcPort}`,
    requests,
    [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
      grpc.close();
      return Promise.resolve();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
