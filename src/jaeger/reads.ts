import { assembleTraces } from '../model/assemble.ts';
import type { DependencyCount } from '../model/dependency-count.ts';
import type { Span, Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import { noDependencies, notATraceId } from './failures.ts';
import { spansFromLegacy } from './from-legacy.ts';
import { spansFromOtlp } from './from-otlp.ts';
import type { BaseUrl } from './base-url.ts';
import type { Routes } from './routes.ts';
import {
  dependenciesLegacy,
  operationsLegacy,
  operationsV3,
  parseWire,
  servicesLegacy,
  servicesV3,
  tracesLegacy,
  tracesV3,
} from './wire.ts';

export async function readServices(routes: Routes): Promise<string[]> {
  const services = await routes.v3OrLegacy(
    { path: '/api/v3/services', read: (body) => parseWire(servicesV3, body).services },
    { path: '/api/services', read: (body) => parseWire(servicesLegacy, body).data },
  );
  return (services ?? []).toSorted();
}

/** Each name once, although Jaeger lists it once per span kind. */
export async function readOperations(routes: Routes, service: string): Promise<string[]> {
  const of = new URLSearchParams({ service }).toString();
  const operations = await routes.v3OrLegacy(
    { path: `/api/v3/operations?${of}`, read: (body) => parseWire(operationsV3, body).operations },
    { path: `/api/operations?${of}`, read: (body) => parseWire(operationsLegacy, body).data },
  );
  return [...new Set((operations ?? []).map(({ name }) => name))].sort();
}

/**
 * Jaeger's own call counts in a window, which only the legacy API returns, in every version. Empty on Elasticsearch and
 * Cassandra unless a job computes them.
 */
export async function readDependencies(
  routes: Routes,
  base: BaseUrl,
  window: { readonly fromUs: Micros; readonly toUs: Micros },
): Promise<DependencyCount[]> {
  const endMs = Math.ceil(window.toUs / 1000);
  const lookbackMs = Math.max(1, endMs - Math.floor(window.fromUs / 1000));
  const found = await routes.only(
    {
      path: `/api/dependencies?endTs=${endMs}&lookback=${lookbackMs}`,
      read: (body) => parseWire(dependenciesLegacy, body).data,
    },
    () => noDependencies(base),
  );
  return found ?? [];
}

/** Spans of a v3 response, of one trace or of a search. */
export const readSpansV3 = (body: unknown): Span[] =>
  spansFromOtlp(parseWire(tracesV3, body).result.resourceSpans);

/** Spans of a legacy response, of one trace or of a search. */
export const readSpansLegacy = (body: unknown): Span[] =>
  spansFromLegacy(parseWire(tracesLegacy, body).data);

/**
 * One trace as it was stored: a read without `raw` shifts times where clocks disagree.
 *
 * @throws LabError (usage) for an invalid trace id
 */
export async function readTrace(routes: Routes, traceId: string): Promise<Trace | undefined> {
  const id = wholeTraceId(traceId);
  const { v3, legacy } = pathsOf(id);
  const spans = await routes.v3OrLegacy(
    { path: v3, read: readSpansV3 },
    { path: legacy, read: readSpansLegacy },
  );
  return assembleTraces(spans ?? []).find((trace) => trace.traceId === id);
}

/**
 * Jaeger's response for one trace, unchanged, from the API that is available.
 *
 * @throws LabError (usage) for an invalid trace id; LabError when the response is not a trace
 */
export async function readRawTrace(routes: Routes, traceId: string): Promise<string | undefined> {
  const { v3, legacy } = pathsOf(wholeTraceId(traceId));
  return routes.v3OrLegacy(
    { path: v3, read: (body, text) => (readSpansV3(body).length > 0 ? text : undefined) },
    { path: legacy, read: (body, text) => (readSpansLegacy(body).length > 0 ? text : undefined) },
  );
}

function wholeTraceId(text: string): string {
  if (!/^[0-9a-f]{1,32}$/i.test(text)) throw notATraceId(text);
  return text.toLowerCase().padStart(32, '0');
}

const pathsOf = (id: string): { readonly v3: string; readonly legacy: string } => ({
  v3: `/api/v3/traces/${id}?rawTraces=true&raw_traces=true`,
  legacy: `/api/traces/${id}?raw=true`,
});
