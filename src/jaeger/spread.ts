import { mapBounded } from '../base/bounded.ts';
import type { Trace } from '../model/trace.ts';
import { micros } from '../model/units.ts';
import { TooManyAskedFor } from './failures.ts';
import { PAGE_SIZE, PageReader, type PagesRead, readPages, type WholeQuery } from './pages.ts';
import type { TraceQuery } from './query.ts';
import type { Window } from './windows.ts';

/** A search that may read only so many traces. */
export type BoundedQuery = WholeQuery & { readonly maxTraces: number };

/** Parts of the window that are read alike. */
const SLICES = 20;
const AT_ONCE = 3;

type Ask = (query: TraceQuery) => Promise<Trace[]>;
type Take = (traces: readonly Trace[]) => void;

/** All results of a search, or of one with `maxTraces` as many, spread over its window. */
export const readAll = (
  { maxTraces, ...query }: WholeQuery,
  ask: Ask,
  take: Take,
  pageSize?: number,
): Promise<PagesRead> =>
  maxTraces === undefined
    ? readPages(query, ask, take, pageSize)
    : readSpread({ ...query, maxTraces }, ask, take, pageSize);

/**
 * Reads at most so many traces of a window, spread over it: not only the newest, which may all be of the last minute.
 *
 *     traces     .  .   . .  ::::::::::::::::::|||||||     more than may be read
 *     slices    |....|....|....|....|....|....|....|....|  of each as many; what sparse ones leave, the dense ones get
 *
 * Where the first response holds all that there is, nothing more is asked.
 *
 * @param ask reads one window; returns at most `query.limit` traces
 * @param take receives each trace once, unordered
 */
export async function readSpread(
  query: BoundedQuery,
  ask: Ask,
  take: Take,
  pageSize = PAGE_SIZE,
): Promise<PagesRead> {
  const reading = new SpreadReading(query, ask, take, pageSize);
  await reading.run();
  return reading.read;
}

class SpreadReading {
  readonly #query: BoundedQuery;
  readonly #ask: Ask;
  readonly #take: Take;
  readonly #pageSize: number;
  readonly #known = new Set<string>();
  #readers: PageReader[] = [];
  #spans = 0;
  #isFull = false;
  #hasMore = false;

  constructor(query: BoundedQuery, ask: Ask, take: Take, pageSize: number) {
    this.#query = query;
    this.#ask = ask;
    this.#take = take;
    this.#pageSize = pageSize;
  }

  get read(): PagesRead {
    const [isFull, hasMostSpans] = [this.#isFull, this.#isFull && this.#spansLeft <= 0];
    return {
      pages: this.#readers.reduce((sum, { pages }) => sum + pages, 1),
      pageSize: this.#pageSize,
      cutAt: this.#readers.flatMap(({ cutAt }) => cutAt),
      isFull,
      ...(hasMostSpans ? { hasMostSpans } : {}),
      ...(isFull && this.#hasMore ? { hasMore: true } : {}),
    };
  }

  get #left(): number {
    return this.#spansLeft > 0 ? this.#query.maxTraces - this.#known.size : 0;
  }

  get #spansLeft(): number {
    return (this.#query.maxSpans ?? Infinity) - this.#spans;
  }

  async run(): Promise<void> {
    const whole = await this.#whole();
    if (whole !== undefined) {
      this.#keep(whole);
      return;
    }
    let open: readonly PageReader[] = await this.#readSlices();
    while (open.length > 0 && this.#left > 0) open = await this.#readOn(open);
    this.#isFull = open.length > 0;
  }

  /** All traces of the window, where one response holds them: it asks for one too many, which shows whether there are more. */
  async #whole(): Promise<readonly Trace[] | undefined> {
    const { maxTraces } = this.#query;
    const limit = Math.min(maxTraces + 1, this.#pageSize);
    try {
      const traces = await this.#ask({ ...this.#query, limit });
      this.#hasMore = traces.length > maxTraces;
      return traces.length < limit ? traces : undefined;
    } catch (thrown) {
      // The store is smaller than the limit; reading page by page finds out what it allows.
      if (!(thrown instanceof TooManyAskedFor)) throw thrown;
      return undefined;
    }
  }

  /** Of each slice as many, in one response; @returns those with more */
  async #readSlices(): Promise<PageReader[]> {
    const { maxTraces } = this.#query;
    const slices = sliced(this.#query, Math.min(SLICES, maxTraces));
    const quota = Math.max(1, Math.floor(maxTraces / slices.length));
    // What does not fit into one response is read page by page anyway.
    const isOne = quota <= this.#pageSize;
    const shared = { pageSize: this.#pageSize, known: this.#known };
    const options = isOne ? { ...shared, firstLimit: quota } : shared;
    this.#readers = slices.map(
      (window) => new PageReader({ ...this.#query, ...window }, this.#ask, options),
    );
    if (!isOne) return this.#readers;
    const open = new Set<PageReader>();
    await mapBounded(this.#readers, AT_ONCE, async (reader) => {
      if (await this.#readSome(reader, quota)) open.add(reader);
    });
    return this.#readers.filter((reader) => open.has(reader)).reverse();
  }

  /** What sparse slices left is divided among the others. */
  async #readOn(readers: readonly PageReader[]): Promise<PageReader[]> {
    const before = this.#known.size;
    const open: PageReader[] = [];
    for (const [i, reader] of readers.entries()) {
      const share = Math.ceil(this.#left / (readers.length - i));
      if (share <= 0 || (await this.#readSome(reader, share))) open.push(reader);
    }
    // A store that gives others each time could go on without end.
    return this.#known.size > before ? open : [];
  }

  /** @returns whether there is more */
  #readSome(reader: PageReader, maxTraces: number): Promise<boolean> {
    return reader.readOn({ maxTraces, maxSpans: this.#spansLeft }, (traces) => this.#keep(traces));
  }

  #keep(traces: readonly Trace[]): void {
    for (const { traceId, spans } of traces) {
      this.#known.add(traceId);
      this.#spans += spans.length;
    }
    this.#take(traces);
  }
}

/** Equal parts, newest first; both ends are included, so that neighbours share a moment. */
function sliced({ fromUs, toUs }: Window, count: number): Window[] {
  const n = Math.max(1, Math.min(count, toUs - fromUs));
  const end = (i: number): number => Math.floor(fromUs + ((toUs - fromUs) * i) / n);
  return Array.from({ length: n }, (_, i) => ({
    fromUs: micros(end(n - 1 - i)),
    toUs: micros(end(n - i)),
  }));
}
