import * as z from 'zod';
import { type BaseUrl, parseBaseUrl, ZIPKIN_SERVER } from '../jaeger/base-url.ts';
import { httpOptions, type JaegerClient, type JaegerClientOptions } from '../jaeger/client.ts';
import { openHttp } from '../jaeger/http.ts';
import type { TraceQuery } from '../jaeger/query.ts';
import { readAll } from '../jaeger/spread.ts';
import { assembleTraces } from '../model/assemble.ts';
import type { Trace } from '../model/trace.ts';
import { dependenciesPath, searchPath } from './query.ts';
import { ZipkinRoutes } from './routes.ts';
import { spansInAnswer } from './spans.ts';

/**
 * A Zipkin, asked as a Jaeger is: by its API, version 2.
 *
 * It keeps less than Jaeger: names in lower case, no links, no attributes of events, and all values as text.
 *
 * @param options `url` is its address: "http://localhost:9411"
 * @throws LabError (usage) when `url` is not one
 * @see https://zipkin.io/zipkin-api/
 */
export function createZipkinClient(options: JaegerClientOptions): JaegerClient {
  const base = parseBaseUrl(options.url, { server: ZIPKIN_SERVER });
  const http = openHttp(base, httpOptions(options), 'Zipkin');
  return clientOver(new ZipkinRoutes(http, base), base, () => http.close(), options.pageSize);
}

const names = z.array(z.string());
const traceLists = z.array(z.array(z.unknown()));
const links = z.array(
  z.object({ parent: z.string(), child: z.string(), callCount: z.int().default(0) }),
);

function clientOver(
  routes: ZipkinRoutes,
  base: BaseUrl,
  close: () => Promise<void>,
  pageSize?: number,
): JaegerClient {
  const search = async (query: TraceQuery): Promise<Trace[]> => {
    if (query.fromUs >= query.toUs) return [];
    const path = searchPath(query);
    const found = (await routes.read(path, traceLists)) ?? [];
    return assembleTraces(spansInAnswer(found.flat(), base, path));
  };
  return {
    url: base.url,
    called: `Zipkin at ${base.url}`,
    version: () => Promise.resolve(undefined),
    // Its pages have other addresses than those of Jaeger.
    uiUrl: () => Promise.resolve(undefined),
    services: async () => ((await routes.read('/api/v2/services', names)) ?? []).toSorted(),
    async operations(serviceName) {
      const of = new URLSearchParams({ serviceName }).toString();
      return ((await routes.read(`/api/v2/spans?${of}`, names)) ?? []).toSorted();
    },
    async trace(traceId) {
      const path = `/api/v2/trace/${traceId}`;
      const spans = await routes.read(path, z.array(z.unknown()));
      const [trace] = assembleTraces(spansInAnswer(spans ?? [], base, path));
      return trace;
    },
    rawTrace: (traceId) => routes.text(`/api/v2/trace/${traceId}`),
    get: (path) => routes.get(path),
    traces: async (query) => (await search(query)).slice(-query.limit),
    allTraces: (query, take) => readAll(query, search, take, pageSize),
    async dependencies(window) {
      return (await routes.read(dependenciesPath(window), links)) ?? [];
    },
    [Symbol.asyncDispose]: close,
  };
}
