import type { Span } from '../model/trace.ts';
import type { Waterfall, WaterfallRow } from './waterfall.ts';

/**
 * The rows of a waterfall with a span that is wanted, and those above them, so that it still shows where they were
 * called.
 *
 *     gateway                    gateway
 *     ├ validator                └ enricher
 *     └ enricher         →         └ redis  ✗
 *       ├ redis  ✗
 *       └ mysql
 */
export function narrowed(trace: Waterfall, isWanted: (span: Span) => boolean): Waterfall {
  /** The depths at which a row that is kept still lacks the row above it. */
  const orphaned = new Set<number>();
  const rows: WaterfallRow[] = [];
  for (const row of trace.rows.toReversed()) {
    const isAbove = orphaned.delete(row.depth + 1);
    if (!isAbove && !row.spans.some(isWanted)) continue;
    orphaned.add(row.depth);
    rows.push(row);
  }
  const shown = rows.reduce((sum, { spans }) => sum + spans.length, 0);
  return { ...trace, rows: rows.reverse(), hiddenSpans: trace.spanCount - shown };
}
