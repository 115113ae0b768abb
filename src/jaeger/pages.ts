import { mapBounded } from '../base/bounded.ts';
import type { Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import type { TraceQuery } from './query.ts';

/** A search without a limit of its own. */
export type WholeQuery = Omit<TraceQuery, 'limit'>;

export interface PagesRead {
  /** How often Jaeger was asked. */
  readonly pages: number;
  /** How many traces it was asked for at a time. */
  readonly pageSize: number;
  /** Moments at which more traces begin than one answer holds: of these some are left out. */
  readonly cutAt: readonly Micros[];
}

/** Few, because each holds a page of whole traces. */
const AT_ONCE = 2;
/** 1,500 traces of 8 spans were seen to need 16 MiB. */
export const PAGE_SIZE = 1000;

/**
 * Reads everything that a search finds, though each answer is limited: a window whose answer is as long as the limit
 * is asked again in parts, until no answer is. An answer that is full says nothing about what it left out, because
 * stores differ in what they leave out.
 *
 *     |·····························XXXXXXXXXXX|   full: the traces found lie in X
 *     |····························|XXXXX|XXXXX|   asked again: before X, and each half of X
 *
 * @param ask one window; gives at most `query.limit` traces
 * @param take each trace once, a page at a time, in no order
 */
export async function readPages(
  query: WholeQuery,
  ask: (query: TraceQuery) => Promise<Trace[]>,
  take: (traces: readonly Trace[]) => void,
  pageSize = PAGE_SIZE,
): Promise<PagesRead> {
  const known = new Set<string>();
  const cutAt: Micros[] = [];
  let pages = 0;
  let windows: Window[] = [query];
  while (windows.length > 0) {
    const parts = await mapBounded(windows, AT_ONCE, async ({ fromUs, toUs }) => {
      const found = await ask({ ...query, fromUs, toUs, limit: pageSize });
      pages += 1;
      const fresh = found.filter(({ traceId }) => !known.has(traceId));
      for (const { traceId } of fresh) known.add(traceId);
      take(fresh);
      return found.length < pageSize ? [] : partsOf({ fromUs, toUs }, found, cutAt);
    });
    windows = parts.flat();
  }
  return { pages, pageSize, cutAt };
}

interface Window {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** The window cut where the traces found begin, and in their middle; in half where that is at its edges. */
function partsOf({ fromUs, toUs }: Window, found: readonly Trace[], cutAt: Micros[]): Window[] {
  const starts = found
    .map(({ spans }) => spans[0]?.startUs ?? fromUs)
    .filter((start) => start > fromUs && start < toUs)
    .sort((a, b) => a - b);
  const middle = micros(Math.floor((fromUs + toUs) / 2));
  const inner = [starts[0], starts[Math.floor(starts.length / 2)]];
  const cuts = new Set(inner.filter((cut) => cut !== undefined));
  if (cuts.size === 0 && middle > fromUs) cuts.add(middle);
  if (cuts.size === 0) {
    cutAt.push(fromUs);
    return [];
  }
  const edges = [fromUs, ...cuts, toUs];
  // Ends belong to both neighbours, so that no store's idea of an interval loses a trace between them.
  return edges.slice(1).map((edge, i) => ({ fromUs: edges[i] ?? fromUs, toUs: edge }));
}
