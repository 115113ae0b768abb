import { StringDecoder } from 'node:string_decoder';
import { type Dispatcher, Pool } from 'undici';
import { codeOf, Interrupted } from '../base/errors.ts';
import { tlsOptions } from '../base/tls.ts';
import type { BaseUrl } from './base-url.ts';
import { type Credentials, withoutSecrets } from './credentials.ts';
import { brokenExchange } from './failures.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** The target of a redirect. */
  readonly location: string | undefined;
}

export interface Http {
  /**
   * @param path below the base URL, with its query
   * @throws LabError without a complete response in time; Interrupted when the signal fires
   */
  get(path: string): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Connections that can also send. */
export interface SendingHttp extends Http {
  /** The same with a body, in JSON. */
  post(path: string, json: string): Promise<HttpAnswer>;
}

export interface HttpOptions {
  /** Timeout of one request, from its start to the last byte of the response. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly credentials?: Credentials | undefined;
}

/**
 * Requests over keep-alive connections where the server allows it (Jaeger 2.20 closes after every response).
 *
 * @param server names it in errors
 */
export function openHttp(base: BaseUrl, options: HttpOptions, server = 'Jaeger'): SendingHttp {
  const to = { base, server };
  const pool = new Pool(base.origin, {
    connect: { timeout: options.timeoutMs, ...tlsOptions(options.credentials) },
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    maxResponseSize: options.maxBytes,
  });
  return {
    get: (path) => exchange({ path }, pool, to, options),
    post: (path, json) => exchange({ path, json }, pool, to, options),
    close: () => pool.destroy(),
  };
}

/**
 * A server may close a keep-alive connection just when the next request is sent on it: a request without any response
 * is sent once more.
 */
const CLOSED: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

interface Asked {
  readonly path: string;
  /** Makes a POST of it. */
  readonly json?: string;
}

async function exchange(
  { path, json }: Asked,
  pool: Pool,
  { base, server }: { readonly base: BaseUrl; readonly server: string },
  { timeoutMs, maxBytes, signal, credentials = {} }: HttpOptions,
): Promise<HttpAnswer> {
  if (signal?.aborted) throw new Interrupted();
  const stop = new AbortController();
  const interrupt = (): void => stop.abort('interrupted');
  const timer = setTimeout(() => stop.abort('timeout'), timeoutMs);
  signal?.addEventListener('abort', interrupt, { once: true });
  let hasBegun = false;
  const ask = (): Promise<Dispatcher.ResponseData> =>
    pool.request({
      method: json === undefined ? 'GET' : 'POST',
      path: `${base.basePath}${path}`,
      headers: {
        accept: 'application/json',
        ...(base.authorization !== undefined && { authorization: base.authorization }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...credentials.headers,
      },
      ...(json !== undefined && { body: json }),
      signal: stop.signal,
    });
  try {
    const { statusCode, headers, body } = await ask().catch((cause: unknown) => {
      if (stop.signal.aborted || !CLOSED.has(codeOf(cause) ?? '')) throw cause;
      return ask();
    });
    hasBegun = true;
    const answer = {
      status: statusCode,
      body: await textOf(body),
      location: one(headers['location']),
    };
    return statusCode < 300 ? answer : withoutSecretsOf(answer, credentials);
  } catch (cause) {
    if (stop.signal.reason === 'interrupted') throw new Interrupted();
    const isLate = stop.signal.aborted;
    const { certFile } = credentials;
    const limits = { timeoutMs, maxBytes };
    throw brokenExchange(cause, { base, server, path, ...limits, hasBegun, isLate, certFile });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
}

/** What is not an answer is shown. */
function withoutSecretsOf(answer: HttpAnswer, credentials: Credentials): HttpAnswer {
  const { status, body, location } = answer;
  return {
    status,
    body: withoutSecrets(body, credentials),
    location: location === undefined ? undefined : withoutSecrets(location, credentials),
  };
}

/** Chunk by chunk: a large response is never there twice. */
async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const chunk of body) text += decoder.write(chunk);
  return text + decoder.end();
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
