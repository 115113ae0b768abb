import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import assert from 'node:assert/strict';
import { listenHttp, type ListenOptions } from '../../src/backend/http/listen.ts';
import { queryHandler, type QueryOptions } from '../../src/backend/query/handler.ts';
import { listenOtlpHttp } from '../../src/backend/receive/otlp-http.ts';
import { createSpanStore } from '../../src/backend/store/create-span-store.ts';
import type { SpanReader } from '../../src/backend/store/span-store.ts';

export interface Embedded extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** The query API over a reader, on a free port of this machine. */
export async function serveReader(
  reader: SpanReader,
  options: QueryOptions & Partial<ListenOptions> = {},
): Promise<Embedded> {
  const { port, close } = await listenHttp(queryHandler(reader, options), { ...options, port: 0 });
  return { url: `http://127.0.0.1:${port}`, port, [Symbol.asyncDispose]: close };
}

/** The whole backend but its process, after it was sent `requests` by OTLP/HTTP. */
export async function serveStore(...requests: readonly unknown[]): Promise<Embedded> {
  const store = createSpanStore({ maxBytes: 64 << 20, maxTraces: 10_000 });
  const otlp = await listenOtlpHttp(store, { port: 0 });
  try {
    for (const request of requests) await sendOtlp(`http://127.0.0.1:${otlp.port}`, request);
  } finally {
    await otlp.close();
  }
  return serveReader(store);
}

/** @param url of an OTLP/HTTP receiver */
export async function sendOtlp(url: string, request: unknown): Promise<void> {
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  assert.equal(response.status, 200, await response.text());
}

export interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sent as it is: fetch would put a path in order and set the Host itself. */
export function send(
  port: number,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    });
    request.on('error', reject);
    request.end();
  });
}
