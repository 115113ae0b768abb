import type { StoredIndex } from './prunable.ts';

/** How much a storage takes, and how long its disk lasts at a load. */
export interface StorageSizes {
  readonly spans: number;
  /** Of all indices of Jaeger, with all copies. */
  readonly bytes: number;
  /** Absent where there are too few spans: an index has a fixed size of its own. */
  readonly bytesPerSpan?: number;
  /** At the rate of the latest run; absent without one. */
  readonly daysPerGb?: number;
}

/** Below this, what an index takes by itself hides what its spans take. */
const ENOUGH_SPANS = 1000;
const GB = 1e9;
const DAY_S = 86_400;

/** @param spansPerSecond of the load to compute with */
export function storageSizes(
  indices: readonly StoredIndex[],
  spansPerSecond: number | undefined,
): StorageSizes {
  const spans = indices
    .filter(({ kind, isArchive }) => kind === 'span' && !isArchive)
    .reduce((sum, { documents = 0 }) => sum + documents, 0);
  const bytes = indices.reduce((sum, index) => sum + index.bytes, 0);
  if (spans < ENOUGH_SPANS) return { spans, bytes };
  const bytesPerSpan = bytes / spans;
  if (!spansPerSecond) return { spans, bytes, bytesPerSpan };
  return { spans, bytes, bytesPerSpan, daysPerGb: GB / (bytesPerSpan * spansPerSecond * DAY_S) };
}
