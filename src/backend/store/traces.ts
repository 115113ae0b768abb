import type { Resource, Scope, Span } from '../../otlp/types.ts';
import { decodeSpan } from '../../otlp/decode.ts';
import { type Origin, type Origins, resourceOf, scopeOf } from './origins.ts';
import type { ServiceNames } from './service-names.ts';
import type { SpanLog } from './span-log.ts';
import { SpanRows } from './span-rows.ts';
import type { StoredSpan, StoredTrace } from './span-store.ts';

/** A stored trace: its spans are rows, each of which names the next. */
export interface TraceEntry {
  /** The id's 16 bytes, a character each. */
  readonly key: string;
  first: number;
  last: number;
  spans: number;
  /** Of its encoded spans. */
  bytes: number;
  /** When its first span begins, and its last. */
  startMin: bigint;
  startMax: bigint;
  /** The trace whose first span came next. */
  newer: TraceEntry | undefined;
  evicted: boolean;
}

/** The parts of a store, as those see them that read it. */
export interface StoreIndex {
  readonly rows: SpanRows;
  readonly names: ServiceNames;
  readonly origins: Origins;
  readonly log: SpanLog;
  readonly traces: Traces;
}

/** What an entry takes with its key and its place in the map, roughly. */
const COST = 300;

export const keyOf = (traceId: string): string => Buffer.from(traceId, 'hex').toString('latin1');

/** The traces by id, and in the order in which their first spans came. */
export class Traces {
  readonly #byKey = new Map<string, TraceEntry>();
  #oldest: TraceEntry | undefined;
  #newest: TraceEntry | undefined;

  get size(): number {
    return this.#byKey.size;
  }

  get bytes(): number {
    return this.#byKey.size * COST;
  }

  get(key: string): TraceEntry | undefined {
    return this.#byKey.get(key);
  }

  start(key: string, startTime: bigint): TraceEntry {
    const trace: TraceEntry = {
      key,
      first: SpanRows.NONE,
      last: SpanRows.NONE,
      spans: 0,
      bytes: 0,
      startMin: startTime,
      startMax: startTime,
      newer: undefined,
      evicted: false,
    };
    this.#byKey.set(key, trace);
    if (this.#newest) this.#newest.newer = trace;
    else this.#oldest = trace;
    this.#newest = trace;
    return trace;
  }

  append(trace: TraceEntry, row: number, rows: SpanRows, bytes: number): void {
    rows.next[row] = SpanRows.NONE;
    if (trace.last === SpanRows.NONE) trace.first = row;
    else rows.next[trace.last] = row;
    trace.last = row;
    trace.spans += 1;
    trace.bytes += bytes;
    const start = rows.start[row] ?? 0n;
    if (start < trace.startMin) trace.startMin = start;
    if (start > trace.startMax) trace.startMax = start;
  }

  takeOldest(): TraceEntry | undefined {
    const trace = this.#oldest;
    if (!trace) return undefined;
    this.#oldest = trace.newer;
    if (!this.#oldest) this.#newest = undefined;
    this.#byKey.delete(trace.key);
    trace.evicted = true;
    return trace;
  }

  *oldestFirst(): Generator<TraceEntry> {
    for (let trace = this.#oldest; trace; trace = trace.newer) yield trace;
  }
}

/** The rows of a trace in the order in which its spans came. */
export function* rowsOf(trace: TraceEntry, { rows }: StoreIndex): Generator<number> {
  for (let row = trace.first; row !== SpanRows.NONE; row = rows.next[row] ?? SpanRows.NONE)
    yield row;
}

export function storedTrace(trace: TraceEntry, store: StoreIndex): StoredTrace {
  return {
    traceId: Buffer.from(trace.key, 'latin1').toString('hex'),
    // Its rows are another trace's by now if it has been evicted since it was found.
    spans: () => (trace.evicted ? [] : spansOf(trace, store)),
  };
}

/** What is larger than both is not kept decoded: it would take many times the memory that it has encoded. */
const DECODED_SPANS = 500;
const DECODED_BYTES = 1 << 20;

function spansOf(trace: TraceEntry, store: StoreIndex): StoredSpan[] {
  const { rows, origins } = store;
  const resources = new Map<string, Resource>();
  const scopes = new Map<Origin, Scope>();
  const isSmall = trace.spans <= DECODED_SPANS && trace.bytes <= DECODED_BYTES;
  const spanOf = isSmall ? decodedIn(store) : copiedFrom(trace, store);
  return Array.from(rowsOf(trace, store), (row) => {
    const origin = origins.byId(rows.origin[row] ?? 0);
    return spanOf(row, {
      resource: once(resources, origin.resource, () => resourceOf(origin)),
      service: origin.service.name,
      scope: once(scopes, origin, () => scopeOf(origin)),
    });
  });
}

type SentUnder = Omit<StoredSpan, 'span'>;

const decodedIn = ({ rows, names, log }: StoreIndex) => {
  return (row: number, sentUnder: SentUnder): StoredSpan => {
    const start = rows.offset[row] ?? 0;
    const span = decodeSpan(log.bytesOf(row), start, start + (rows.length[row] ?? 0));
    return { ...sentUnder, span: named(span, names.byId(rows.operation[row] ?? 0).name) };
  };
};

/** The store may go on while the spans are looked at: what is in it moves and goes. */
const copiedFrom = (trace: TraceEntry, { rows, names, log }: StoreIndex) => {
  const bytes = Buffer.allocUnsafeSlow(trace.bytes);
  let used = 0;
  return (row: number, sentUnder: SentUnder): StoredSpan => {
    const at = rows.offset[row] ?? 0;
    const start = used;
    used += log.bytesOf(row).copy(bytes, used, at, at + (rows.length[row] ?? 0));
    const end = used;
    const { name } = names.byId(rows.operation[row] ?? 0);
    return {
      ...sentUnder,
      get span() {
        return named(decodeSpan(bytes, start, end), name);
      },
    };
  };
};

/** A span without a name is stored under one. */
const named = (span: Span, name: string): Span => (span.name === name ? span : { ...span, name });

function once<Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}
