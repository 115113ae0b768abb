import { parseBaseUrl } from './base-url.ts';
import type { Credentials } from './credentials.ts';
import { clientOver, type JaegerClient } from './client-over.ts';
import { type HttpOptions, openHttp } from './http.ts';

export type { JaegerClient } from './client-over.ts';

export interface JaegerClientOptions {
  /** The URL of Jaeger's query API and UI, with the base path if there is one. */
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  /** Errors lead to the commands of the lab. */
  readonly isOfLab?: boolean;
  /** Timeout of one request; 10 s when absent. */
  readonly timeoutMs?: number;
  /** The largest response that is read; 256 MiB when absent. */
  readonly maxBytes?: number;
  /** Traces per request when reading all; a store may refuse more than it can hold. */
  readonly pageSize?: number;
  /** Cancels all running requests. */
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 10_000;
/** 1,500 traces of 8 spans were seen to need 16 MiB; a text in V8 ends at 512 MiB. */
const MAX_BYTES = 256 * 2 ** 20;

/** @throws LabError (usage) when `url` is not that of a Jaeger */
export function createJaegerClient(options: JaegerClientOptions): JaegerClient {
  const base = parseBaseUrl(options.url, { isOfLab: options.isOfLab });
  return clientOver(openHttp(base, httpOptions(options)), base, options.pageSize);
}

/** The options of a client's connections, with the usual limits. */
export const httpOptions = ({
  timeoutMs = TIMEOUT_MS,
  maxBytes = MAX_BYTES,
  signal,
  credentials,
}: JaegerClientOptions): HttpOptions => ({ timeoutMs, maxBytes, signal, credentials });
