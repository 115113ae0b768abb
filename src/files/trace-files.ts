import { throwIfInterrupted } from '../base/errors.ts';
import { assembleTrace, assembleTraces } from '../model/assemble.ts';
import type { Span, Trace } from '../model/trace.ts';
import { type Chunk, chunksOf } from './chunks.ts';
import type { Input } from './find-files.ts';
import { LeftOut } from './left-out.ts';
import { idsIn } from './ids-in.ts';
import { inFile, readChunk } from './read-chunk.ts';
import { TraceIndex } from './trace-index.ts';
import { unpacked } from './unpacked.ts';

/** Bytes of files, unpacked, whose spans are all kept in memory: some 100,000 spans, in a few hundred megabytes. */
const SMALL_BYTES = 48 * 2 ** 20;

export interface Reading {
  readonly signal: AbortSignal;
  /** Takes a sentence about what was left out. */
  readonly note: (sentence: string) => void;
  readonly smallBytes?: number | undefined;
}

/** The traces in some files: kept in memory where they fit, else read anew each time. */
export class TraceFiles {
  readonly #inputs: readonly Input[];
  readonly #reading: Reading;
  readonly #leftOut: LeftOut;
  #known: Promise<readonly Trace[] | TraceIndex> | undefined;

  constructor(inputs: readonly Input[], reading: Reading) {
    this.#inputs = inputs;
    this.#reading = reading;
    this.#leftOut = new LeftOut(reading.note);
  }

  /**
   * Each trace once: by start where all fit into memory, else as they become complete.
   *
   * @throws LabError (usage) naming the file and the place of what cannot be read
   */
  async *traces(): AsyncGenerator<Trace> {
    for await (const traces of this.batches()) yield* traces;
  }

  /** The same, many at a time: each turn of an asynchronous loop takes as long as reading a small trace. */
  async *batches(): AsyncGenerator<readonly Trace[]> {
    const known = await this.#all();
    if (!(known instanceof TraceIndex)) {
      yield known;
      return;
    }
    const { parts } = known;
    for (let part = 0; part < parts; part += 1) {
      const isWanted = (id: string): boolean => known.partOf(id, parts) === part;
      yield* this.#complete(known, parts === 1 ? undefined : isWanted);
    }
  }

  /** @returns undefined where the files do not have it */
  async trace(traceId: string): Promise<Trace | undefined> {
    const known = await this.#all();
    if (!(known instanceof TraceIndex)) return known.find((trace) => trace.traceId === traceId);
    if (known.firstOf(traceId) === Infinity) return undefined;
    for await (const [trace] of this.#complete(known, (id) => id === traceId))
      if (trace) return trace;
    return undefined;
  }

  #all(): Promise<readonly Trace[] | TraceIndex> {
    this.#known ??= this.#readAll();
    return this.#known;
  }

  async #readAll(): Promise<readonly Trace[] | TraceIndex> {
    const spans: Span[] = [];
    const smallBytes = this.#reading.smallBytes ?? SMALL_BYTES;
    const leastBytes = this.#inputs.reduce((sum, input) => sum + (input.leastBytes ?? 0), 0);
    if (leastBytes > smallBytes) return this.#index();
    let bytes = 0;
    for await (const [chunks, input] of this.#chunks())
      for (const chunk of chunks) {
        bytes += chunk.bytes.length;
        if (bytes > smallBytes) return this.#index();
        for (const span of this.#leftOut.read(input, () => readChunk(chunk, input.name)))
          spans.push(span);
      }
    return assembleTraces(spans);
  }

  async #index(): Promise<TraceIndex> {
    const index = new TraceIndex();
    for await (const [chunks, input] of this.#chunks())
      for (const chunk of chunks)
        index.add(
          this.#leftOut.read(input, () => idsIn(chunk, input.name)),
          chunk.bytes.length,
        );
    return index;
  }

  /** The traces in the order in which their last spans come, those of the same piece of a file together. */
  async *#complete(
    index: TraceIndex,
    isWanted?: (traceId: string) => boolean,
  ): AsyncGenerator<readonly Trace[]> {
    const open = new Map<string, Span[]>();
    let at = 0;
    for await (const [chunks, { name }] of this.#chunks()) {
      const complete: Trace[] = [];
      for (const chunk of chunks) {
        const isSkipped = isWanted && !idsIn(chunk, name).some(isWanted);
        const spans = isSkipped ? [] : readChunk(chunk, name);
        const wanted = isWanted ? spans.filter(({ traceId }) => isWanted(traceId)) : spans;
        complete.push(...completed({ spans, wanted, at }, index, open));
        at += 1;
      }
      yield complete;
    }
    yield Array.from(open.values(), assembleTrace);
  }

  async *#chunks(): AsyncGenerator<readonly [readonly Chunk[], Input]> {
    for (const input of this.#inputs) if (!this.#leftOut.has(input)) yield* this.#chunksOf(input);
    this.#leftOut.throwIfAll(this.#inputs);
  }

  async *#chunksOf(input: Input): AsyncGenerator<readonly [readonly Chunk[], Input]> {
    const cutOff = (line: number): void => {
      this.#leftOut.lastLine(input, line);
    };
    try {
      for await (const chunks of chunksOf(unpacked(input.open()), cutOff)) {
        throwIfInterrupted(this.#reading.signal);
        yield [chunks, input];
        if (this.#leftOut.has(input)) return;
      }
    } catch (thrown) {
      this.#leftOut.add(input, inFile(input, thrown));
    }
  }
}

interface Read {
  /** Of the chunk. */
  readonly spans: readonly Span[];
  /** Those of them that are to be kept. */
  readonly wanted: readonly Span[];
  /** The number of the chunk. */
  readonly at: number;
}

/** The traces that are complete with this chunk; spans of the others are kept in `open`. */
function completed(
  { spans, wanted, at }: Read,
  index: TraceIndex,
  open: Map<string, Span[]>,
): Trace[] {
  const alone = aloneIn(wanted);
  if (alone !== undefined && index.isOnlyIn(alone, at)) return [assembleTrace(wanted)];
  for (const span of wanted) keep(span, open);
  const ended = [...idsOf(spans)].filter((id) => index.lastOf(id) <= at);
  return [...taken(ended, open)];
}

/** As the Collector and this program write most: one trace in a line. @returns its id, where there is no other, in links neither */
function aloneIn(spans: readonly Span[]): string | undefined {
  const id = spans[0]?.traceId;
  const isAlone = spans.every(({ traceId, links }) => traceId === id && links.length === 0);
  return isAlone ? id : undefined;
}

function keep(span: Span, open: Map<string, Span[]>): void {
  const spans = open.get(span.traceId);
  if (spans) spans.push(span);
  else open.set(span.traceId, [span]);
}

function* taken(ids: readonly string[], open: Map<string, Span[]>): Generator<Trace> {
  for (const id of ids) {
    const spans = open.get(id);
    if (!spans) continue;
    open.delete(id);
    yield assembleTrace(spans);
  }
}

/** As the index has them: those of links are among them. */
function idsOf(spans: readonly Span[]): Set<string> {
  const ids = new Set<string>();
  for (const { traceId, links } of spans) {
    ids.add(traceId);
    for (const link of links) ids.add(link.traceId);
  }
  return ids;
}
