import { readFileSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export const TLS = 'test/fixtures/tls';
export const TOKEN = 'a-token-to-keep-secret';

const pem = (name: string): string => readFileSync(join(TLS, `${name}.pem`), 'utf8');

interface Behind {
  readonly query: string;
  readonly otlpHttp: string;
}

interface Guard {
  /** The client must show a certificate. */
  readonly requestCert?: boolean;
  /** Without a token it leads to a page where one logs in. */
  readonly login?: boolean;
}

export interface Guarded extends AsyncDisposable {
  readonly url: string;
  readonly otlp: string;
}

interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly location?: string;
}

function refusalOf(
  { headers, url = '' }: IncomingMessage,
  { login: hasLogin = false }: Guard,
): Refusal | undefined {
  const { authorization = '' } = headers;
  if (authorization === '' && hasLogin)
    return { status: 302, text: '', location: 'https://login.example/?next=jaeger' };
  if (authorization !== `Bearer ${TOKEN}`)
    return { status: 401, text: `no token in "${authorization}"` };
  if (headers['x-tenant'] !== 'acme') return { status: 403, text: 'missing tenant header' };
  return /^\/(base|otlp)\//.test(url) ? undefined : { status: 404, text: 'not found' };
}

function forward(asked: IncomingMessage, answer: ServerResponse, behind: Behind): void {
  const { url = '', method, headers } = asked;
  const to = url.startsWith('/otlp') ? behind.otlpHttp : behind.query;
  const forwarded = request(
    `${to}${url.replace(/^\/(base|otlp)/, '')}`,
    { method, headers: { 'content-type': headers['content-type'] ?? 'application/json' } },
    (from) => {
      answer.writeHead(from.statusCode ?? 500, from.headers);
      from.pipe(answer);
    },
  );
  asked.pipe(forwarded);
}

/** TLS, a token, a tenant and a base path in front of a Jaeger, as a reverse proxy has them. */
export async function guard(behind: Behind, how: Guard = {}): Promise<Guarded> {
  const tls = { key: pem('server-key'), cert: pem('server'), ca: pem('ca') };
  const { requestCert = false } = how;
  const server = createServer(
    { ...tls, requestCert, rejectUnauthorized: requestCert },
    (asked, answer) => {
      const refused = refusalOf(asked, how);
      if (!refused) {
        forward(asked, answer, behind);
        return;
      }
      const { status, text, location } = refused;
      return answer.writeHead(status, location === undefined ? {} : { location }).end(text);
    },
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/base`,
    otlp: `${origin}/otlp`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
