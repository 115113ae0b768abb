import type { RequestRecord } from './request-record.ts';

type Rest = Omit<RequestRecord, 'dueMs' | 'sentMs' | 'finishedMs' | 'traceId'>;

/** Records in columns. */
interface Chunk {
  readonly times: Float64Array;
  readonly traceIds: Buffer;
  /** Indexes of `Rest`; those of records with a trace id are even. */
  readonly rests: Uint32Array;
}

const PER_CHUNK = 4096;
const TIMES = 3;
const ID_BYTES = 16;

/**
 * Keeps the records of a run while it lasts, in 44 bytes each: as objects they take 250, and an hour of load has
 * hundreds of thousands. What few records differ in is kept once.
 */
export class RecordLog {
  readonly #chunks: Chunk[] = [];
  readonly #rests: Rest[] = [];
  readonly #indexes = new Map<string, number>();
  #length = 0;

  add({ dueMs, sentMs, finishedMs, traceId, ...rest }: RequestRecord): void {
    const at = this.#length % PER_CHUNK;
    const { times, traceIds, rests } = this.#chunkOf(this.#length);
    times.set([dueMs, sentMs, finishedMs], at * TIMES);
    if (traceId !== undefined) traceIds.write(traceId, at * ID_BYTES, 'hex');
    rests[at] = this.#indexOf(rest) * 2 + (traceId === undefined ? 1 : 0);
    this.#length += 1;
  }

  /** All records, in the order in which they were added. */
  all(): RequestRecord[] {
    return Array.from({ length: this.#length }, (_, index) => {
      const { times, traceIds, rests } = this.#chunkOf(index);
      const at = index % PER_CHUNK;
      const [dueMs = NaN, sentMs = NaN, finishedMs = NaN] = times.subarray(at * TIMES);
      const rest = rests[at] ?? 0;
      const hasId = rest % 2 === 0;
      const traceId = hasId
        ? traceIds.toString('hex', at * ID_BYTES, (at + 1) * ID_BYTES)
        : undefined;
      return { dueMs, sentMs, finishedMs, traceId, ...this.#rests[rest >>> 1] };
    });
  }

  #chunkOf(index: number): Chunk {
    return (this.#chunks[Math.floor(index / PER_CHUNK)] ??= emptyChunk());
  }

  #indexOf(rest: Rest): number {
    const key = JSON.stringify(rest);
    const known = this.#indexes.get(key) ?? this.#rests.push(rest) - 1;
    this.#indexes.set(key, known);
    return known;
  }
}

const emptyChunk = (): Chunk => ({
  times: new Float64Array(PER_CHUNK * TIMES),
  traceIds: Buffer.alloc(PER_CHUNK * ID_BYTES),
  rests: new Uint32Array(PER_CHUNK),
});
