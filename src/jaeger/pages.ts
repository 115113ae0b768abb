import { counted } from '../model/counted.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LabError } from '../base/errors.ts';
import type { Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import { TooManyAskedFor } from './failures.ts';
import type { TraceQuery } from './query.ts';
import { type Question, Windows } from './windows.ts';

/** Where reading ends, whatever else is there; without it all is read. */
export interface Most {
  readonly maxTraces?: number | undefined;
  /** A few traces can be as much as many. */
  readonly maxSpans?: number | undefined;
}

/** A search whose pages have no limit of their own. */
export interface WholeQuery extends Omit<TraceQuery, 'limit'>, Most {}

export interface PagesRead {
  /** Number of requests to Jaeger. */
  readonly pages: number;
  /** Traces per request. */
  readonly pageSize: number;
  /** Moments at which more traces begin than one response holds: some of them are missing. */
  readonly cutAt: readonly Micros[];
  /** Reading ended at `maxTraces` or `maxSpans`: there may be more. */
  readonly isFull: boolean;
  /** At `maxSpans`. */
  readonly hasMostSpans?: boolean;
  /** There are more than `maxTraces`: one response showed it. Where it is absent nothing is known. */
  readonly hasMore?: boolean;
}

/** Few, because each holds a page of complete traces; three, so that two are in flight while one is parsed. */
const AT_ONCE = 3;
/** 1,500 traces of 8 spans were seen to need 16 MiB. */
export const PAGE_SIZE = 1000;

/** Far more than bursts need: beyond this, Jaeger does not return less for a shorter time. */
const MOST_PAGES = 200;
const PAGES_PER_PAGE = 20;

const endless = (pages: number): LabError =>
  new LabError(
    `after ${counted(pages, 'request')} Jaeger still returns as many traces for a shorter time`,
    {
      hint: 'use --service and a shorter --since, or read single traces by id',
    },
  );

interface Page {
  readonly question: Question;
  readonly found: readonly Trace[];
}

type Ask = (query: TraceQuery) => Promise<Trace[]>;
type Take = (traces: readonly Trace[]) => void;

/**
 * Reads all results of a search, although each response is limited.
 *
 * @param ask reads one window; returns at most `query.limit` traces
 * @param take receives each trace once, page by page, unordered
 */
export async function readPages(
  { maxTraces, maxSpans, ...query }: WholeQuery,
  ask: Ask,
  take: Take,
  pageSize = PAGE_SIZE,
): Promise<PagesRead> {
  const reader = new PageReader(query, ask, { pageSize });
  const isFull = await reader.readOn({ maxTraces, maxSpans }, take);
  return { pages: reader.pages, pageSize: reader.pageSize, cutAt: reader.cutAt, isFull };
}

interface PageReaderOptions {
  readonly pageSize: number;
  /** Of the first request; by default one that shows how dense the traces are. */
  readonly firstLimit?: number | undefined;
  /** Ids of traces that were passed on already, by this reader or another. */
  readonly known?: Set<string>;
}

/**
 * Reads the results of a search as far as is wanted, and then on from there. Where the store refuses so large a limit,
 * it is halved.
 */
export class PageReader {
  readonly #query: Omit<TraceQuery, 'limit'>;
  readonly #ask: Ask;
  readonly #known: Set<string>;
  readonly #underWay = new Map<Question, Promise<Page>>();
  #windows: Windows;
  #taken = 0;
  pages = 0;
  pageSize: number;

  constructor(
    query: Omit<TraceQuery, 'limit'>,
    ask: Ask,
    { pageSize, firstLimit, known = new Set() }: PageReaderOptions,
  ) {
    this.#query = query;
    this.#ask = ask;
    this.#known = known;
    this.#windows = new Windows(query, pageSize, firstLimit);
    this.pageSize = pageSize;
  }

  get cutAt(): readonly Micros[] {
    return this.#windows.cutAt;
  }

  /** @param most traces and spans from here on @returns whether there may be more */
  async readOn({ maxTraces = Infinity, maxSpans = Infinity }: Most, take: Take): Promise<boolean> {
    const left = { traces: maxTraces, spans: maxSpans };
    for (;;) {
      try {
        await this.#readPages(left, take);
        return !this.#windows.isDone;
      } catch (thrown) {
        if (!(thrown instanceof TooManyAskedFor) || this.pageSize === 1) throw thrown;
        this.pageSize = Math.floor(this.pageSize / 2);
        this.#windows = new Windows(this.#query, this.pageSize);
      }
    }
  }

  async #readPages(left: Left, take: Take): Promise<void> {
    try {
      this.#askMore(left);
      while (this.#underWay.size > 0 && isLeft(left)) {
        const { question, found } = await Promise.race(this.#underWay.values());
        this.#underWay.delete(question);
        const fresh = found.filter(({ traceId }) => !this.#known.has(traceId));
        const wanted = fresh.slice(0, left.traces);
        if (wanted.length < fresh.length) this.#windows.again(question);
        else this.#answered(question, found);
        for (const { traceId, spans } of wanted) {
          this.#known.add(traceId);
          left.spans -= spans.length;
        }
        left.traces -= wanted.length;
        this.#taken += wanted.length;
        this.#askMore(left);
        // Send the next requests first, so that Jaeger works on them while this response is parsed.
        await nextTurn();
        take(wanted);
      }
    } finally {
      await Promise.allSettled(this.#underWay.values());
      for (const question of this.#underWay.keys()) this.#windows.again(question);
      this.#underWay.clear();
    }
  }

  #answered(question: Question, found: readonly Trace[]): void {
    const starts = found.map(({ spans }) => spans[0]?.startUs ?? question.fromUs);
    this.#windows.answered(question, starts);
    if (this.pages > MOST_PAGES + (this.#taken / this.pageSize) * PAGES_PER_PAGE)
      throw endless(this.pages);
  }

  /** No more at once than are wanted. */
  #askMore(left: Left): void {
    while (this.#underWay.size < AT_ONCE && this.#underWay.size * this.pageSize < left.traces) {
      const question = isLeft(left) ? this.#windows.next() : undefined;
      if (!question) return;
      this.pages += 1;
      const page = this.#page(question);
      // It may fail before the race looks at it again, which node would report as an unhandled failure.
      page.catch(() => undefined);
      this.#underWay.set(question, page);
    }
  }

  async #page(question: Question): Promise<Page> {
    try {
      return { question, found: await this.#ask({ ...this.#query, ...question }) };
    } catch (thrown) {
      // An ordinary page was accepted before: the store is only smaller than the limit chosen for this moment.
      if (!(thrown instanceof TooManyAskedFor) || question.limit <= this.pageSize) throw thrown;
      this.#windows.refused(question);
      return { question, found: [] };
    }
  }
}

/** How many may still be read. */
interface Left {
  traces: number;
  spans: number;
}

const isLeft = ({ traces, spans }: Left): boolean => traces > 0 && spans > 0;
