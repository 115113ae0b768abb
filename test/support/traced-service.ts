import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TracedService extends AsyncDisposable {
  readonly url: string;
  /** What it was sent. */
  readonly requests: { readonly line: string; readonly headers: object; readonly body: string }[];
}

interface Behaviour {
  /** It names its trace in the response. */
  readonly responds?: boolean;
  readonly status?: number;
}

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** A service with a server span for each request, which it sends before it answers. */
export async function tracedService(
  otlpHttp: string,
  { responds = false, status = 200 }: Behaviour = {},
): Promise<TracedService> {
  const requests: TracedService['requests'] = [];
  const send = async (asked: IncomingMessage): Promise<string> => {
    const { traceparent } = asked.headers;
    const [, given, parentSpanId] = /^00-(\w{32})-(\w{16})-01$/.exec(String(traceparent)) ?? [];
    const [traceId, spanId] = [given ?? hex(16), hex(8)];
    const now = BigInt(Date.now()) * 1_000_000n;
    const span = {
      ...{ traceId, spanId, parentSpanId, name: `${asked.method} /`, kind: 2 },
      startTimeUnixNano: `${now - 5_000_000n}`,
      endTimeUnixNano: `${now}`,
    };
    const name = { key: 'service.name', value: { stringValue: 'shop' } };
    await fetch(`${otlpHttp}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceSpans: [{ resource: { attributes: [name] }, scopeSpans: [{ spans: [span] }] }],
      }),
    });
    return `00-${traceId}-${spanId}-01`;
  };
  const server = createServer((asked, answer) => {
    void (async () => {
      let body = '';
      for await (const chunk of asked) body += String(chunk);
      requests.push({ line: `${asked.method} ${asked.url}`, headers: asked.headers, body });
      const trace = await send(asked);
      answer.writeHead(status, responds ? { traceresponse: trace } : {}).end();
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    requests,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
