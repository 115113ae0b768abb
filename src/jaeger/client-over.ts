import { Interrupted } from '../base/errors.ts';
import type { DependencyCount } from '../model/dependency-count.ts';
import type { Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import type { BaseUrl } from './base-url.ts';
import type { Http, HttpAnswer } from './http.ts';
import type { PagesRead, WholeQuery } from './pages.ts';
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
import { readAll } from './spread.ts';

/**
 * Reads from a Jaeger of any version, in normal form: API v3 first, the legacy API where v3 is missing.
 *
 * Everything may throw a LabError that says in a sentence why there is no answer, or Interrupted. Disposing it closes its
 * connections.
 */
export interface JaegerClient extends AsyncDisposable {
  /** The address without slashes at its end, and without a password. */
  readonly url: string;
  /** For messages: "Jaeger at http://localhost:16686", or the name of a file. */
  readonly called: string;
  /** Such as "2.20.0"; undefined where Jaeger's page does not contain it, or cannot be read. */
  version(): Promise<string | undefined>;
  /** Where its UI opens; undefined where it serves none, as the embedded backend, or the page cannot be read. */
  uiUrl(): Promise<string | undefined>;
  /** Service names as Jaeger spells them, which searches need, in alphabetical order. */
  services(): Promise<string[]>;
  /** Names of a service's spans, in alphabetical order. */
  operations(service: string): Promise<string[]>;
  /** @returns undefined when this Jaeger does not have the trace (yet) */
  trace(traceId: string): Promise<Trace | undefined>;
  /** Jaeger's own response for the trace, unchanged. @returns undefined when it does not have the trace (yet) */
  rawTrace(traceId: string): Promise<string | undefined>;
  /** Jaeger's own response to a GET of one of its routes, unchanged. @param path below the base URL, with its query */
  get(path: string): Promise<HttpAnswer>;
  /** The complete traces that have a matching span, by start. */
  traces(query: TraceQuery): Promise<Trace[]>;
  /** All results of the search, each trace once, page by page and unordered. */
  allTraces(query: WholeQuery, take: (traces: readonly Trace[]) => void): Promise<PagesRead>;
  /** Jaeger's own dependency graph; empty where its storage needs a job for it and none ran. */
  dependencies(window: {
    readonly fromUs: Micros;
    readonly toUs: Micros;
  }): Promise<DependencyCount[]>;
}

/**
 * A client over connections that are there: the sockets of the program, or the browser's.
 *
 * @param pageSize traces per request when reading all; a store may refuse more than it can hold
 */
export function clientOver(http: Http, base: BaseUrl, pageSize?: number): JaegerClient {
  const routes = new Routes(http, base);
  const search = new Search(routes, base);
  let page: Promise<string> | undefined;
  const readPage = () => (page ??= pageOf(http));
  return {
    url: base.url,
    called: `Jaeger at ${base.url}`,
    version: async () => versionIn(await readPage()),
    uiUrl: async () => {
      const text = await readPage();
      return UI_MARKS.some((mark) => text.includes(mark)) ? base.url : undefined;
    },
    services: () => readServices(routes),
    operations: (service) => readOperations(routes, service),
    trace: (traceId) => readTrace(routes, traceId),
    rawTrace: (traceId) => readRawTrace(routes, traceId),
    get: (path) => http.get(path),
    traces: (query) => search.traces(query),
    allTraces: (query, take) => readAll(query, (page) => search.traces(page), take, pageSize),
    dependencies: (window) => readDependencies(routes, base, window),
    [Symbol.asyncDispose]: () => http.close(),
  };
}

/** In the page of Jaeger's UI of every version, whose build fills in which; and in that of the lab's own viewer. */
const UI_MARKS = ['JAEGER_VERSION', 'jaeger-lab viewer'];
const VERSION = /JAEGER_VERSION = (\{[^}]*\})/;

/** The page of the UI; empty where the UI is missing. Optional information, so that errors are ignored. */
async function pageOf(http: Http): Promise<string> {
  try {
    return (await http.get('/')).body;
  } catch (thrown) {
    if (thrown instanceof Interrupted) throw thrown;
    return '';
  }
}

function versionIn(page: string): string | undefined {
  try {
    const said: unknown = JSON.parse(VERSION.exec(page)?.[1] ?? '{}');
    const { gitVersion } = said as { readonly gitVersion?: unknown };
    return typeof gitVersion === 'string' ? /^v?(\d.*)$/.exec(gitVersion)?.[1] : undefined;
  } catch {
    return undefined;
  }
}
