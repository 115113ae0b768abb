import { PAUSE, STEPS, type Work } from '../turns.ts';
import { AttributeQuery } from './attribute-query.ts';
import type { NamedOperation } from './service-names.ts';
import { SpanRows } from './span-rows.ts';
import type { TraceQuery } from './span-store.ts';
import type { StoreIndex, TraceEntry } from './traces.ts';

/**
 * The traces one of whose spans is as asked, newest first by the start of their first span. Spans are judged by their
 * rows; only those that are left are looked into, and only until there are as many traces as were asked for.
 */
export function* searchTraces(query: TraceQuery, store: StoreIndex): Work<TraceEntry[]> {
  const found: TraceEntry[] = [];
  if (query.limit <= 0) return found;
  const attributes = new AttributeQuery(query.attributes);
  const wanted = store.names.wanted((operation) => isAsked(operation, query, attributes));
  if (!wanted.includes(1)) return found;
  const matches = spanTest(query, attributes, wanted, store);
  let steps = 0;
  for (const trace of newestFirst(query, store)) {
    steps += trace.spans;
    if (steps > STEPS) {
      steps = 0;
      yield PAUSE;
    }
    const isFound =
      trace.spans > STEPS
        ? yield* hasSpanInTurns(trace, matches, store.rows)
        : hasSpan(trace, matches, store.rows);
    if (!isFound) continue;
    found.push(trace);
    if (found.length === query.limit) break;
  }
  return found;
}

const isAsked = (
  { service, name, kind }: NamedOperation,
  query: TraceQuery,
  attributes: AttributeQuery,
): boolean =>
  (query.service === undefined || service.name === query.service) &&
  (query.operation === undefined || name === query.operation) &&
  (attributes.kind === undefined || kind === attributes.kind);

function newestFirst({ startMin, startMax }: TraceQuery, { traces }: StoreIndex): TraceEntry[] {
  const candidates: TraceEntry[] = [];
  for (const trace of traces.oldestFirst())
    if (trace.startMin <= startMax && trace.startMax >= startMin) candidates.push(trace);
  // They came nearly in order, which sorting makes use of.
  return candidates.sort((a, b) =>
    a.startMin < b.startMin ? 1 : a.startMin > b.startMin ? -1 : 0,
  );
}

type SpanTest = (row: number) => boolean;

function spanTest(
  query: TraceQuery,
  attributes: AttributeQuery,
  wanted: Uint8Array,
  { rows, names, origins, log }: StoreIndex,
): SpanTest {
  const asksForAttributes = query.attributes.size > 0;
  return (row) => {
    const operation = rows.operation[row] ?? 0;
    if (wanted[operation] !== 1 || !timesFit(query, rows, row)) return false;
    // In a pause the number may have become that of another operation.
    if (!isAsked(names.byId(operation), query, attributes)) return false;
    if (!asksForAttributes) return true;
    const at = rows.offset[row] ?? 0;
    const origin = origins.byId(rows.origin[row] ?? 0);
    return attributes.matches(origin, log.bytesOf(row), at, at + (rows.length[row] ?? 0));
  };
}

function timesFit(query: TraceQuery, { start, end }: SpanRows, row: number): boolean {
  const begin = start[row] ?? 0n;
  if (begin < query.startMin || begin > query.startMax) return false;
  const { durationMin, durationMax } = query;
  if (durationMin === undefined && durationMax === undefined) return true;
  const duration = durationOf(begin, end[row] ?? 0n);
  return duration >= (durationMin ?? duration) && duration <= (durationMax ?? duration);
}

/** A span that does not end after it begins lasts a nanosecond in Jaeger 2.20. */
const durationOf = (start: bigint, end: bigint): bigint => (end > start ? end - start : 1n);

// What has been evicted in a pause has rows that are another trace's by now.

function hasSpan({ first, evicted }: TraceEntry, matches: SpanTest, rows: SpanRows): boolean {
  if (evicted) return false;
  for (let row = first; row !== SpanRows.NONE; row = rows.next[row] ?? SpanRows.NONE)
    if (matches(row)) return true;
  return false;
}

function* hasSpanInTurns(trace: TraceEntry, matches: SpanTest, rows: SpanRows): Work<boolean> {
  let steps = 0;
  for (let row = trace.first; row !== SpanRows.NONE && !trace.evicted; steps += 1) {
    if (matches(row)) return true;
    row = rows.next[row] ?? SpanRows.NONE;
    if (steps % STEPS === 0) yield PAUSE;
  }
  return false;
}
