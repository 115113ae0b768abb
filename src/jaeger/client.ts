import { Interrupted } from '../base/errors.ts';
import type { DependencyCount } from '../model/dependency-count.ts';
import type { Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import { parseBaseUrl } from './base-url.ts';
import { type Http, openHttp } from './http.ts';
import { type PagesRead, readPages, type WholeQuery } from './pages.ts';
import type { TraceQuery } from './query.ts';
import {
  readDependencies,
  readOperations,
  readRawTrace,
  readServices,
  readTrace,
} from './reads.ts';
import { Routes } from './routes.ts';
import { Search } from './search.ts';

export type { TraceQuery } from './query.ts';

export interface JaegerClientOptions {
  /** Where Jaeger's query API and user interface are, with a base path if there is one. */
  readonly url: string;
  /** For one request; 10 s when absent. */
  readonly timeoutMs?: number;
  /** The largest answer that is read; 256 MiB when absent. */
  readonly maxBytes?: number;
  /** How many traces are asked for at a time where all are wanted; a store may refuse more than it can hold. */
  readonly pageSize?: number;
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal;
}

/**
 * Asks a Jaeger of any version, in normal form: API v3 first, the legacy API where there is none.
 *
 * Everything may throw a LabError that says in a sentence why there is no answer, or Interrupted. Disposing it closes its
 * connections.
 */
export interface JaegerClient extends AsyncDisposable {
  /** The address without slashes at its end, and without a password. */
  readonly url: string;
  /** Such as "2.20.0"; undefined where Jaeger's page does not tell, or cannot be had. */
  version(): Promise<string | undefined>;
  /** As Jaeger spells them, which is how a search has to, in alphabetical order. */
  services(): Promise<string[]>;
  /** Names of a service's spans, in alphabetical order. */
  operations(service: string): Promise<string[]>;
  /** @returns undefined when this Jaeger does not know the trace (yet) */
  trace(traceId: string): Promise<Trace | undefined>;
  /** Jaeger's own answer about the trace, byte for byte. @returns undefined when it does not know it (yet) */
  rawTrace(traceId: string): Promise<Uint8Array | undefined>;
  /** The traces that have a span as described, whole, by start. */
  traces(query: TraceQuery): Promise<Trace[]>;
  /** Everything that the search finds, each trace once, a page at a time and in no order. */
  allTraces(query: WholeQuery, take: (traces: readonly Trace[]) => void): Promise<PagesRead>;
  /** Jaeger's own dependency graph; empty where its storage needs a job for it and none ran. */
  dependencies(window: {
    readonly fromUs: Micros;
    readonly toUs: Micros;
  }): Promise<DependencyCount[]>;
}

const TIMEOUT_MS = 10_000;
/** 1,500 traces of 8 spans were seen to need 16 MiB; a text in V8 ends at 512 MiB. */
const MAX_BYTES = 256 * 2 ** 20;

/** @throws LabError (usage) when `url` is not that of a Jaeger */
export function createJaegerClient(options: JaegerClientOptions): JaegerClient {
  const base = parseBaseUrl(options.url);
  const http = openHttp(base, {
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxBytes: options.maxBytes ?? MAX_BYTES,
    signal: options.signal,
  });
  const routes = new Routes(http, base);
  const search = new Search(routes, base);
  return {
    url: base.url,
    version: () => readVersion(http),
    services: () => readServices(routes),
    operations: (service) => readOperations(routes, service),
    trace: (traceId) => readTrace(routes, traceId),
    rawTrace: (traceId) => readRawTrace(routes, traceId),
    traces: (query) => search.traces(query),
    allTraces: (query, take) =>
      readPages(query, (page) => search.traces(page), take, options.pageSize),
    dependencies: (window) => readDependencies(routes, base, window),
    [Symbol.asyncDispose]: () => http.close(),
  };
}

const VERSION = /JAEGER_VERSION = (\{[^}]*\})/;

/** From the page of the user interface; only a nicety, so that whatever fails is no failure. */
async function readVersion(http: Http): Promise<string | undefined> {
  try {
    const { body } = await http.get('/');
    const said: unknown = JSON.parse(VERSION.exec(body)?.[1] ?? '{}');
    const { gitVersion } = said as { readonly gitVersion?: unknown };
    return typeof gitVersion === 'string' ? /^v?(\d.*)$/.exec(gitVersion)?.[1] : undefined;
  } catch (thrown) {
    if (thrown instanceof Interrupted) throw thrown;
    return undefined;
  }
}
