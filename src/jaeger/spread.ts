import { mapBounded } from '../base/bounded.ts';
import type { Trace } from '../model/trace.ts';
import { micros } from '../model/units.ts';
import { TooManyAskedFor } from './failures.ts';
import { PAGE_SIZE, type PagesRead, readPages, type WholeQuery } from './pages.ts';
import type { TraceQuery } from './query.ts';
import type { Window } from './windows.ts';

/** A search that may read only so many traces. */
export type BoundedQuery = WholeQuery & { readonly maxTraces: number };

/** Parts of the window that are read alike. */
const SLICES = 20;
const AT_ONCE = 3;

type Ask = (query: TraceQuery) => Promise<Trace[]>;
type Take = (traces: readonly Trace[]) => void;

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

/** A part of the window that holds more than was read of it. */
interface OpenSlice {
  readonly window: Window;
  /** Traces that came of it, also those that a neighbour has too. */
  readonly seen: number;
}

class SpreadReading {
  readonly #query: BoundedQuery;
  readonly #ask: Ask;
  readonly #take: Take;
  readonly #pageSize: number;
  readonly #known = new Set<string>();
  readonly #cutAt: PagesRead['cutAt'][number][] = [];
  #pages = 0;
  #spans = 0;
  #isAll = false;

  constructor(query: BoundedQuery, ask: Ask, take: Take, pageSize: number) {
    this.#query = query;
    this.#ask = ask;
    this.#take = take;
    this.#pageSize = pageSize;
  }

  get read(): PagesRead {
    const read = { pages: this.#pages, pageSize: this.#pageSize, cutAt: this.#cutAt };
    const isFull = !this.#isAll && this.#left <= 0;
    return this.#isAll || this.#spansLeft > 0
      ? { ...read, isFull }
      : { ...read, isFull, hasMostSpans: true };
  }

  get #left(): number {
    return this.#spansLeft > 0 ? this.#query.maxTraces - this.#known.size : 0;
  }

  get #spansLeft(): number {
    return (this.#query.maxSpans ?? Infinity) - this.#spans;
  }

  async run(): Promise<void> {
    const { maxTraces } = this.#query;
    const { traces, isAll } = await this.#page(this.#query, Math.min(maxTraces, this.#pageSize));
    if (isAll) {
      this.#isAll = true;
      this.#keep(traces);
      return;
    }
    let open = await this.#readSlices();
    while (open.length > 0 && this.#left > 0) open = await this.#readOn(open);
  }

  /** Of each slice as many, in one response; @returns those with more */
  async #readSlices(): Promise<OpenSlice[]> {
    const { maxTraces } = this.#query;
    const slices = sliced(this.#query, Math.min(SLICES, maxTraces));
    const quota = Math.max(1, Math.floor(maxTraces / slices.length));
    // What does not fit into one response is read page by page anyway.
    if (quota > this.#pageSize) return slices.map((window) => ({ window, seen: 0 }));
    const open: OpenSlice[] = [];
    await mapBounded(slices, AT_ONCE, async (window) => {
      const { traces, isAll } = await this.#page(window, quota);
      this.#keep(traces);
      if (!isAll) open.push({ window, seen: traces.length });
    });
    return open.sort((a, b) => a.window.fromUs - b.window.fromUs);
  }

  /** What sparse slices left is divided among the others. */
  async #readOn(slices: readonly OpenSlice[]): Promise<OpenSlice[]> {
    const open: OpenSlice[] = [];
    let fresh = 0;
    for (const [i, slice] of slices.entries()) {
      const share = Math.ceil(this.#left / (slices.length - i));
      if (share <= 0) break;
      const query = {
        ...{ ...this.#query, ...slice.window },
        ...{ maxTraces: slice.seen + share, maxSpans: this.#spansLeft },
      };
      let seen = 0;
      const takeAll = (traces: readonly Trace[]): void => {
        seen += traces.length;
        fresh += this.#keep(traces);
      };
      const { pages, cutAt, isFull } = await readPages(query, this.#ask, takeAll, this.#pageSize);
      this.#pages += pages;
      this.#cutAt.push(...cutAt);
      if (isFull) open.push({ window: slice.window, seen });
    }
    // A store that gives others each time could go on without end.
    return fresh > 0 ? open : [];
  }

  async #page(window: Window, limit: number) {
    this.#pages += 1;
    const { fromUs, toUs } = window;
    try {
      const traces = await this.#ask({ ...this.#query, fromUs, toUs, limit });
      return { traces, isAll: traces.length < limit };
    } catch (thrown) {
      // The store is smaller than the limit; reading page by page finds out what it allows.
      if (!(thrown instanceof TooManyAskedFor)) throw thrown;
      return { traces: [], isAll: false };
    }
  }

  /** @returns how many of them are new and may still be taken */
  #keep(traces: readonly Trace[]): number {
    const fresh = traces
      .filter(({ traceId }) => !this.#known.has(traceId))
      .slice(0, Math.max(0, this.#left));
    for (const { traceId, spans } of fresh) {
      this.#known.add(traceId);
      this.#spans += spans.length;
    }
    this.#take(fresh);
    return fresh.length;
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
