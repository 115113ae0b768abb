import type { SpanReader, StoredTrace } from '../store/span-store.ts';
import { inTurns } from '../turns.ts';
import { kindName } from './legacy-json.ts';
import { otlpJson } from './otlp-json.ts';
import { parameterOf } from './parameters.ts';
import { Refusal } from '../http/refusal.ts';
import type { Route } from '../http/route.ts';
import { searchV3, traceV3IsRaw } from './search-v3.ts';
import { type Answer, json, jsonOf } from '../http/answer.ts';
import { summariesJson } from './summaries.ts';
import { traceIdInPath } from './trace-id.ts';
import { viewsOf } from './trace-view.ts';

/** API v3 as Jaeger 2.20 has it. */
export function routesV3(reader: SpanReader): Route[] {
  const routes: Route[] = [
    { path: /^\/api\/v3\/services$/, answer: () => jsonOf({ services: reader.services() }) },
    { path: /^\/api\/v3\/operations$/, answer: ({ query }) => operations(reader, query) },
    {
      path: /^\/api\/v3\/traces$/,
      answer: async ({ query }) => {
        const search = searchV3(query);
        return tracesJson(await inTurns(reader.search(search.query)), search.raw);
      },
    },
    {
      path: /^\/api\/v3\/traces\/([^/]+)$/,
      answer: ({ query, segments: [id = ''] }) => {
        const traceId = tracePathId(id);
        const raw = traceV3IsRaw(query);
        const trace = reader.trace(traceId);
        return tracesJson(trace === undefined ? [] : [trace], raw);
      },
    },
    {
      path: /^\/api\/v3\/trace-summaries$/,
      answer: async ({ query }) => {
        const search = searchV3(query);
        const found = await inTurns(reader.search(search.query));
        return json(summariesJson(viewsOf(found, search.raw)));
      },
    },
  ];
  return routes.map((route) => ({ ...route, errorBody: errorV3 }));
}

export function errorV3(status: number, message: string): unknown {
  return { error: { httpCode: status, message } };
}

function tracesJson(traces: readonly StoredTrace[], raw: boolean): Answer {
  if (traces.length === 0) throw new Refusal(404, 'No traces found');
  return json(otlpJson(viewsOf(traces, raw)));
}

function tracePathId(text: string): string {
  try {
    return traceIdInPath(text);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    throw new Refusal(thrown.status, `malformed parameter trace_id: ${thrown.message}`);
  }
}

function operations(reader: SpanReader, query: URLSearchParams): Answer {
  const service = query.get('service') ?? '';
  const kind = parameterOf(query, 'spanKind', 'span_kind')?.value;
  const found = service === '' ? [] : reader.operations(service);
  return jsonOf({
    operations: found
      .map(({ name, kind: number }) => ({ name, spanKind: kindName(number) }))
      .filter(({ spanKind }) => kind === undefined || spanKind === kind)
      .map(({ name, spanKind }) => ({ name, spanKind: spanKind || 'internal' })),
  });
}
