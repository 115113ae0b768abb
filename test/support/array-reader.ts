import type { AnyValue, KeyValue } from '../../src/otlp/types.ts';
import type {
  DependencyLink,
  Operation,
  SpanReader,
  StoredSpan,
  StoredTrace,
  TraceQuery,
} from '../../src/backend/store/span-store.ts';
import { PAUSE } from '../../src/backend/turns.ts';

/** Spans in a list, searched one by one: what a store promises, written down as plainly as can be. */
export function arrayReader(spans: readonly StoredSpan[]): SpanReader {
  const traceIds = (): string[] => [...new Set(spans.map(({ span }) => span.traceId))];
  const ofTrace = (id: string): StoredSpan[] => spans.filter(({ span }) => span.traceId === id);
  const traceOf = (traceId: string): StoredTrace => ({ traceId, spans: () => ofTrace(traceId) });
  const startOf = (id: string): bigint =>
    ofTrace(id)
      .map(({ span }) => span.startTimeUnixNano)
      .reduce((a, b) => (a < b ? a : b));
  return {
    services: () => [...new Set(spans.map(({ service }) => service))],
    operations: (service) => operations(spans.filter((one) => one.service === service)),
    trace: (id) => (traceIds().includes(id) ? traceOf(id) : undefined),
    *search(query) {
      yield PAUSE;
      return traceIds()
        .filter((id) => ofTrace(id).some((stored) => matches(stored, query)))
        .sort((a, b) => Number(startOf(b) - startOf(a)))
        .slice(0, query.limit)
        .map(traceOf);
    },
    *dependencies(startMin, startMax) {
      yield PAUSE;
      return links(
        traceIds()
          .filter((id) => startOf(id) >= startMin && startOf(id) <= startMax)
          .map(ofTrace),
      );
    },
  };
}

function operations(spans: readonly StoredSpan[]): Operation[] {
  const found = spans.map(({ span }) => ({
    name: span.name || 'empty-span-name',
    kind: span.kind,
  }));
  return [...new Map(found.map((operation) => [JSON.stringify(operation), operation])).values()];
}

function matches(stored: StoredSpan, query: TraceQuery): boolean {
  const { service, span } = stored;
  const { startTimeUnixNano: start, endTimeUnixNano: end } = span;
  const durationNs = end > start ? end - start : 1n;
  return (
    (query.service ?? service) === service &&
    (query.operation ?? span.name) === span.name &&
    isWithin(start, query.startMin, query.startMax) &&
    isWithin(durationNs, query.durationMin ?? 0n, query.durationMax ?? durationNs) &&
    [...query.attributes].every(([key, wanted]) => hasTag(stored, key, wanted))
  );
}

const isWithin = (value: bigint, min: bigint, max: bigint): boolean => value >= min && value <= max;

function hasTag({ resource, scope, span }: StoredSpan, key: string, wanted: string): boolean {
  if (key === 'error') return span.status.code === (wanted === 'true' ? 2 : 1);
  if (key === 'span.kind') return kindNames[span.kind] === wanted.toLowerCase();
  if (key === 'scope.name') return scope.name === wanted;
  if (key.startsWith('resource.')) {
    return has(resource.attributes, key.slice('resource.'.length), wanted);
  }
  const anywhere = [span, scope, resource, ...span.events, ...span.links];
  return anywhere.some(({ attributes }) => has(attributes, key, wanted));
}

const kindNames = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

const has = (attributes: readonly KeyValue[], wanted: string, value: string): boolean =>
  attributes.some((one) => one.key === wanted && textOf(one.value) === value);

/** Lists and maps, which these tests do not search for, have no text here. */
const textOf = (value: AnyValue): string | undefined =>
  typeof value === 'object' ? undefined : String(value);

function links(traces: readonly StoredSpan[][]): DependencyLink[] {
  const counts = new Map<string, DependencyLink>();
  for (const spans of traces) {
    for (const { service: child, span } of spans) {
      const parent = spans.find((one) => one.span.spanId === span.parentSpanId)?.service;
      if (parent === undefined) continue;
      const key = JSON.stringify([parent, child]);
      const { callCount } = counts.get(key) ?? { callCount: 0 };
      counts.set(key, { parent, child, callCount: callCount + 1 });
    }
  }
  return [...counts.values()];
}
