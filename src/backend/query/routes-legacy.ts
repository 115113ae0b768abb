import type { DependencyLink, SpanReader, StoredTrace } from '../store/span-store.ts';
import { inTurns } from '../turns.ts';
import { envelope, kindName, type LegacyError, legacyJson } from './legacy-json.ts';
import { checkMetricsParameters } from './metrics-parameters.ts';
import { Refusal } from '../http/refusal.ts';
import type { Call, Route } from '../http/route.ts';
import {
  dependencyWindow,
  searchLegacy,
  serviceRequired,
  traceLegacyIsRaw,
} from './search-legacy.ts';
import { type Answer, json, jsonOf } from '../http/answer.ts';
import { legacyTraceId, traceIdInPath } from './trace-id.ts';
import { viewsOf } from './trace-view.ts';

/** The API of Jaeger's own user interface, which v2 has kept up to 2.20. */
export function routesLegacy(reader: SpanReader, now: () => number): Route[] {
  const routes: Route[] = [
    {
      path: /^\/api\/services$/,
      answer: () => listJson(reader.services()),
    },
    {
      path: /^\/api\/services\/([^/]+)\/operations$/,
      answer: ({ segments: [service = ''] }) =>
        listJson([...new Set(reader.operations(service).map(({ name }) => name))]),
      plusIsSpace: true,
    },
    { path: /^\/api\/operations$/, answer: ({ query }) => operations(reader, query) },
    { path: /^\/api\/traces$/, answer: ({ query }) => search(reader, query, now()) },
    { path: /^\/api\/traces\/([^/]+)$/, answer: (call) => traceById(reader, call) },
    { path: /^\/api\/dependencies$/, answer: ({ query }) => dependencies(reader, query, now()) },
    {
      path: /^\/api\/metrics\/(latencies|calls|errors)$/,
      answer: ({ query, segments: [what] }) => {
        checkMetricsParameters(query, what === 'latencies');
        const why = 'trace metrics are currently disabled - no metrics backend configured';
        throw new Refusal(501, why);
      },
    },
    {
      method: 'POST',
      path: /^\/api\/archive\/([^/]+)$/,
      answer: ({ segments: [id = ''] }) => {
        traceIdInPath(id);
        throw new Refusal(500, 'archive span storage was not configured');
      },
    },
  ];
  return routes.map((route) => ({ ...route, errorBody: errorLegacy }));
}

export const errorLegacy = (code: number, msg: string): unknown =>
  envelope(null, 0, [{ code, msg }]);

const listJson = (list: readonly unknown[]): Answer => jsonOf(envelope(list, list.length));

function operations(reader: SpanReader, query: URLSearchParams): Answer {
  const service = query.get('service');
  if (!service) throw serviceRequired();
  const kind = query.get('spanKind') ?? '';
  return listJson(
    reader
      .operations(service)
      .map(({ name, kind: number }) => ({ name, spanKind: kindName(number) }))
      .filter(({ spanKind }) => kind === '' || spanKind === kind),
  );
}

async function search(
  reader: SpanReader,
  parameters: URLSearchParams,
  nowMs: number,
): Promise<Answer> {
  const { query, raw, traceIds } = searchLegacy(parameters, nowMs);
  if (traceIds.length > 0) return tracesById(reader, [...new Set(traceIds)], raw);
  const found = query.startMin > query.startMax ? [] : await inTurns(reader.search(query));
  return tracesJson(found, raw);
}

/** Those that are there, and an error for each that is not. */
function tracesById(reader: SpanReader, traceIds: readonly string[], raw: boolean): Answer {
  const found: StoredTrace[] = [];
  const errors: LegacyError[] = [];
  for (const traceId of traceIds) {
    const trace = reader.trace(traceId);
    if (trace === undefined) {
      errors.push({ msg: 'trace not found', traceID: legacyTraceId(traceId) });
    } else {
      found.push(trace);
    }
  }
  return tracesJson(found, raw, errors.length === 0 ? null : errors);
}

const tracesJson = (
  traces: readonly StoredTrace[],
  raw: boolean,
  errors: readonly LegacyError[] | null = null,
): Answer => json(legacyJson(viewsOf(traces, raw), errors));

function traceById(reader: SpanReader, { query, segments: [id = ''] }: Call): Answer {
  const traceId = traceIdInPath(id);
  const raw = traceLegacyIsRaw(query);
  const trace = reader.trace(traceId);
  if (trace === undefined) throw new Refusal(404, 'trace not found');
  return tracesJson([trace], raw);
}

async function dependencies(
  reader: SpanReader,
  query: URLSearchParams,
  nowMs: number,
): Promise<Answer> {
  const { startMin, startMax } = dependencyWindow(query, nowMs);
  const service = query.get('service') ?? '';
  const isOfService = ({ parent, child }: DependencyLink): boolean =>
    service === '' || parent === service || child === service;
  const links = await inTurns(reader.dependencies(startMin, startMax));
  return jsonOf(envelope(links.filter(isOfService)));
}
