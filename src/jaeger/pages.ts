import { setImmediate as nextTurn } from 'node:timers/promises';
import { LabError } from '../base/errors.ts';
import type { Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import { TooManyAskedFor } from './failures.ts';
import type { TraceQuery } from './query.ts';
import { type Question, Windows } from './windows.ts';

/** A search whose pages have no limit of their own. */
export interface WholeQuery extends Omit<TraceQuery, 'limit'> {
  /** Reading ends after so many traces, whatever else is there; without it all are read. */
  readonly maxTraces?: number | undefined;
  /** The same for the spans in them: a few traces can be as much as many. */
  readonly maxSpans?: number | undefined;
}

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
}

/** Few, because each holds a page of complete traces; three, so that two are in flight while one is parsed. */
const AT_ONCE = 3;
/** 1,500 traces of 8 spans were seen to need 16 MiB. */
export const PAGE_SIZE = 1000;

/** Far more than bursts need: beyond this, Jaeger does not return less for a shorter time. */
const MOST_PAGES = 200;
const PAGES_PER_PAGE = 20;

const endless = (pages: number): LabError =>
  new LabError(`after ${pages} searches Jaeger still returns as many traces for a shorter time`, {
    hint: 'use --service and a shorter --since, or read single traces by id',
  });

interface Page {
  readonly question: Question;
  readonly found: readonly Trace[];
}

type Ask = (query: TraceQuery) => Promise<Trace[]>;
type Take = (traces: readonly Trace[]) => void;

/**
 * Reads all results of a search, although each response is limited. Where the store refuses so large a limit, it is
 * halved.
 *
 * @param ask reads one window; returns at most `query.limit` traces
 * @param take receives each trace once, page by page, unordered
 */
export async function readPages(
  query: WholeQuery,
  ask: Ask,
  take: Take,
  pageSize = PAGE_SIZE,
): Promise<PagesRead> {
  const known = new Set<string>();
  for (let size = pageSize; ; size = Math.floor(size / 2)) {
    try {
      return await readPagesOf(size, query, ask, take, known);
    } catch (thrown) {
      if (!(thrown instanceof TooManyAskedFor) || size === 1) throw thrown;
    }
  }
}

/** @param known traces that were passed on already */
async function readPagesOf(
  pageSize: number,
  query: WholeQuery,
  ask: Ask,
  take: Take,
  known: Set<string>,
): Promise<PagesRead> {
  const windows = new Windows(query, pageSize);
  const underWay = new Map<Question, Promise<Page>>();
  let pages = 0;
  const { maxTraces = Infinity, maxSpans = Infinity } = query;
  let spans = 0;

  const askMore = (): void => {
    while (underWay.size < AT_ONCE) {
      const question = windows.next();
      if (!question) return;
      pages += 1;
      const page = ask({ ...query, ...question }).then(
        (found) => ({ question, found }),
        (thrown: unknown) => {
          // An ordinary page was accepted before: the store is only smaller than the limit chosen for this moment.
          if (!(thrown instanceof TooManyAskedFor) || question.limit <= pageSize) throw thrown;
          windows.refused(question);
          return { question, found: [] };
        },
      );
      // It may fail before the race below looks at it again, which node would report as an unhandled failure.
      page.catch(() => undefined);
      underWay.set(question, page);
    }
  };

  askMore();
  try {
    while (underWay.size > 0) {
      const { question, found } = await Promise.race(underWay.values());
      underWay.delete(question);
      const starts = found.map(({ spans }) => spans[0]?.startUs ?? question.fromUs);
      windows.answered(question, starts);
      if (pages > MOST_PAGES + (known.size / pageSize) * PAGES_PER_PAGE) throw endless(pages);
      askMore();
      // Send the next requests first, so that Jaeger works on them while this response is parsed.
      await nextTurn();
      const fresh = found
        .filter(({ traceId }) => !known.has(traceId))
        .slice(0, maxTraces - known.size);
      for (const trace of fresh) {
        known.add(trace.traceId);
        spans += trace.spans.length;
      }
      take(fresh);
      if (known.size >= maxTraces || spans >= maxSpans) break;
    }
  } finally {
    await Promise.allSettled(underWay.values());
  }
  const isFull = known.size >= maxTraces || spans >= maxSpans;
  return { pages, pageSize, cutAt: windows.cutAt, isFull };
}
