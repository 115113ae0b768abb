import { PAUSE, STEPS, type Work } from '../turns.ts';
import { MOST_PARTS, scanRequest, type ScannedSpans, type SpanHead } from '../../otlp/scan.ts';
import { dependenciesOf } from './dependencies.ts';
import { type EncodedResource, encodedResource, type Origin, Origins } from './origins.ts';
import { searchTraces } from './search.ts';
import { ServiceNames } from './service-names.ts';
import { SpanLog } from './span-log.ts';
import { SpanRows } from './span-rows.ts';
import type {
  DependencyLink,
  Operation,
  SpanReader,
  StoredTrace,
  TraceQuery,
} from './span-store.ts';
import type { RejectReason, StoreStats } from './store-stats.ts';
import { keyOf, type StoreIndex, storedTrace, type TraceEntry, Traces } from './traces.ts';

export interface SpanStoreOptions {
  /** Of the encoded spans and of the index: the oldest traces go when it is reached. */
  readonly maxBytes: number;
  readonly maxTraces: number;
  /** Further spans of a trace are refused. */
  readonly maxSpansPerTrace?: number;
}

/** The spans of a request that were not stored. */
export interface Rejected {
  readonly spans: number;
  /** One sentence; empty when there are none. */
  readonly message: string;
  /** The unit that times seem to be in, where that is not the nanosecond. */
  readonly timeUnit?: string | undefined;
}

export interface SpanStore extends SpanReader {
  /**
   * Stores the spans of an encoded ExportTraceServiceRequest; they can be read at once. The bytes may be used for
   * something else afterwards.
   *
   * @throws MalformedMessage when it is not such a request; nothing of it is stored then
   */
  adding(request: Buffer): Work<Rejected>;
  /** The same at once. */
  add(request: Buffer): Rejected;
  stats(): StoreStats;
}

/** One trace, or what one request was sent under, may take this part of the store's memory. */
const SHARE = 1 / 4;

const SENTENCES: Readonly<Record<RejectReason, string>> = {
  'invalid-id': 'a trace id or span id is missing or all zero',
  'trace-full': 'the trace has as many spans as a trace may have here',
  'too-large': 'it, its trace or its resource would take too much of the memory',
};

/**
 * A store of spans in memory, bounded by bytes and by traces: when it is full, the trace whose first span came first
 * goes as a whole. Bytes count the index too, so that nothing that is sent lets it grow further.
 */
export function createSpanStore(options: SpanStoreOptions): SpanStore {
  return new MemorySpanStore(options);
}

interface SentTogether extends Omit<ScannedSpans, 'resource'> {
  readonly request: Buffer;
  readonly resource: EncodedResource;
}

class MemorySpanStore implements SpanStore, StoreIndex {
  readonly rows = new SpanRows();
  readonly names = new ServiceNames();
  readonly origins = new Origins(this.names);
  readonly log: SpanLog;
  readonly traces = new Traces();
  readonly #limits: Required<SpanStoreOptions>;
  readonly #largest: number;
  readonly #counts = { received: 0, stored: 0, storedTraces: 0, evicted: 0, evictedTraces: 0 };
  readonly #rejected = { 'invalid-id': 0, 'trace-full': 0, 'too-large': 0 };

  constructor(options: SpanStoreOptions) {
    this.#limits = { maxSpansPerTrace: 50_000, ...options };
    this.#largest = options.maxBytes * SHARE;
    const blockSize = Math.min(Math.max(Math.floor(options.maxBytes / 64), 4096), 1 << 20);
    this.log = new SpanLog(this.rows, blockSize);
  }

  add(request: Buffer): Rejected {
    const work = this.adding(request);
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  *adding(request: Buffer): Work<Rejected> {
    const { sent, withoutId } = yield* scanRequest(request);
    this.#counts.received += withoutId;
    const reasons = new Map<RejectReason, number>();
    if (withoutId > 0) reasons.set('invalid-id', withoutId);
    let resource: EncodedResource | undefined;
    for (const together of sent) {
      // The scopes of a resource follow each other.
      if (resource?.bytes !== together.resource) resource = encodedResource(together.resource);
      yield* this.#addTogether({ ...together, request, resource }, reasons);
    }
    let spans = 0;
    for (const [reason, count] of reasons) {
      this.#rejected[reason] += count;
      spans += count;
    }
    const message = [...reasons]
      .map(([reason, count]) => `${count} refused: ${SENTENCES[reason]}`)
      .join('; ');
    const first = sent[0]?.spans[0]?.startTimeUnixNano ?? 0n;
    return { spans, message, timeUnit: first < LATEST_US ? otherUnit(first) : undefined };
  }

  *#addTogether(sent: SentTogether, reasons: Map<RejectReason, number>): Work<void> {
    yield PAUSE;
    const { request, resource, scope, parts, spans } = sent;
    this.#counts.received += spans.length;
    if (resource.bytes.length + scope.length > this.#largest || parts > MOST_PARTS) {
      reasons.set('too-large', (reasons.get('too-large') ?? 0) + spans.length);
      return;
    }
    const origin = this.origins.take(resource, scope);
    for (const [index, head] of spans.entries()) {
      if (index % STEPS === STEPS - 1) yield PAUSE;
      const reason = this.#addSpan(request, head, origin);
      if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    this.origins.drop(origin);
    this.#makeRoom();
  }

  #addSpan(request: Buffer, head: SpanHead, origin: Origin): RejectReason | undefined {
    const key = request.toString('latin1', head.traceIdAt, head.traceIdAt + 16);
    const known = this.traces.get(key);
    const refusal = this.#refusalOf(head, known);
    if (refusal) return refusal;
    if (!known) this.#counts.storedTraces += 1;
    this.#counts.stored += 1;
    const trace = known ?? this.traces.start(key, head.startTimeUnixNano);
    this.#append(trace, request, head, origin);
    this.#makeRoom();
    return undefined;
  }

  #refusalOf(head: SpanHead, known: TraceEntry | undefined): RejectReason | undefined {
    const bytes = head.end - head.start + (known?.bytes ?? 0);
    if (bytes > this.#largest || head.parts > MOST_PARTS) return 'too-large';
    return known && known.spans >= this.#limits.maxSpansPerTrace ? 'trace-full' : undefined;
  }

  #append(trace: TraceEntry, request: Buffer, head: SpanHead, origin: Origin): void {
    const { rows, names, log, traces } = this;
    const name = request.toString('utf8', head.nameAt, head.nameEnd) || EMPTY_SPAN_NAME;
    const operation = names.operation(origin.service, name, head.kind);
    operation.spans += 1;
    origin.users += 1;
    const row = rows.take();
    rows.operation[row] = operation.id;
    rows.origin[row] = origin.id;
    rows.start[row] = head.startTimeUnixNano;
    rows.end[row] = head.endTimeUnixNano;
    log.append(row, request, head.start, head.end);
    traces.append(trace, row, rows, head.end - head.start);
  }

  #bytes(): number {
    return (
      this.log.allocated +
      this.rows.count * SpanRows.COST +
      this.traces.bytes +
      this.origins.bytes +
      this.names.bytes
    );
  }

  #makeRoom(): void {
    while (this.traces.size > this.#limits.maxTraces) this.#evictOldest();
    while (this.#bytes() > this.#limits.maxBytes) {
      if (!this.log.compact() && !this.#evictOldest()) return;
    }
  }

  #evictOldest(): boolean {
    const trace = this.traces.takeOldest();
    if (!trace) return false;
    const { rows, names, origins, log } = this;
    for (let row = trace.first; row !== SpanRows.NONE;) {
      const next = rows.next[row] ?? SpanRows.NONE;
      names.drop(names.byId(rows.operation[row] ?? 0));
      origins.drop(origins.byId(rows.origin[row] ?? 0));
      log.remove(row);
      rows.release(row);
      row = next;
    }
    this.#counts.evicted += trace.spans;
    this.#counts.evictedTraces += 1;
    return true;
  }

  services(): string[] {
    return this.names.services();
  }

  operations(service: string): Operation[] {
    return this.names.operations(service);
  }

  trace(traceId: string): StoredTrace | undefined {
    const trace = this.traces.get(keyOf(traceId));
    return trace && storedTrace(trace, this);
  }

  *search(query: TraceQuery): Work<StoredTrace[]> {
    const found = yield* searchTraces(query, this);
    return found.map((trace) => storedTrace(trace, this));
  }

  dependencies(startMin: bigint, startMax: bigint): Work<DependencyLink[]> {
    return dependenciesOf(startMin, startMax, this);
  }

  stats(): StoreStats {
    const { received, stored, storedTraces, evicted, evictedTraces } = this.#counts;
    const { maxBytes, maxTraces, maxSpansPerTrace } = this.#limits;
    return {
      traces: this.traces.size,
      spans: this.rows.count,
      bytes: this.#bytes(),
      maxBytes,
      maxTraces,
      maxSpansPerTrace,
      receivedSpans: received,
      storedSpans: stored,
      storedTraces,
      evictedSpans: evicted,
      evictedTraces,
      rejectedSpans: { ...this.#rejected },
    };
  }
}

/** Jaeger 2.20's word for it. */
const EMPTY_SPAN_NAME = 'empty-span-name';

/** About the year 2100. In nanoseconds these are days of 1970. */
const LATEST_S = 4_100_000_000n;
const LATEST_US = LATEST_S * 1_000_000n;

/** The unit in which a time is between 2001 and 2100, if there is one. */
function otherUnit(time: bigint): string | undefined {
  for (const [unit, perSecond] of [
    ['s', 1n],
    ['ms', 1000n],
    ['µs', 1_000_000n],
  ] as const)
    if (time >= 1_000_000_000n * perSecond && time <= LATEST_S * perSecond) return unit;
  return undefined;
}
