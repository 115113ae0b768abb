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
    const known = await this.#all();
    if (!(known instanceof TraceIndex)) {
      yield* known;
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
    for await (const trace of this.#complete(known, (id) => id === traceId)) return trace;
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

  /** The traces in the order in which their last spans come. */
  async *#complete(
    index: TraceIndex,
    isWanted?: (traceId: string) => boolean,
  ): AsyncGenerator<Trace> {
    const open = new Map<string, Span[]>();
    let at = 0;
    for await (const [chunks, { name }] of this.#chunks())
      for (const chunk of chunks) {
        const isSkipped = isWanted && !idsIn(chunk, name).some(isWanted);
        const spans = isSkipped ? [] : readChunk(chunk, name);
        const wanted = isWanted ? spans.filter(({ traceId }) => isWanted(traceId)) : spans;
        for (const span of wanted) keep(span, open);
        const ended = [...idsOf(spans)].filter((id) => index.lastOf(id) <= at);
        yield* taken(ended, open);
        at += 1;
      }
    for (const spans of open.values()) yield assembleTrace(spans);
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
