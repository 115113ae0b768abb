import type { IndexName } from './index-name.ts';

/** An index of Jaeger as the storage has it. */
export interface StoredIndex extends IndexName {
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
  /** Spans in an index of spans; absent while it cannot be searched. */
  readonly documents?: number | undefined;
  /** On disk, with all copies. */
  readonly bytes: number;
  readonly health: string;
  /** Jaeger writes into it through an alias. */
  readonly isWritten: boolean;
}

/**
 * The indices in which everything is older than `keepMs`: those whose day (or hour) has ended that long ago, and of a
 * rollover those whose successor is that old. Never an archive, and never what an alias writes into.
 *
 *     keep 2 d          now
 *     |-- 20 --|-- 21 --|-- 22 --|-- 23 -↓      20 goes: it ended more than 2 days ago; 21 does not
 *
 * Jaeger's own es-index-cleaner goes by the time of creation instead, and so deletes an index that was created early,
 * or keeps one that was filled late.
 */
export function prunable(
  indices: readonly StoredIndex[],
  { keepMs, nowMs }: { readonly keepMs: number; readonly nowMs: number },
): StoredIndex[] {
  return indices.filter((index) => {
    if (index.isArchive || index.isWritten) return false;
    const endMs = index.toMs ?? successorOf(index, indices)?.createdMs;
    return endMs !== undefined && endMs <= nowMs - keepMs;
  });
}

/** The index that took over from one of a rollover. */
function successorOf(
  { kind, isArchive, sequence = 0 }: StoredIndex,
  indices: readonly StoredIndex[],
): StoredIndex | undefined {
  const later = indices.filter(
    (one) => one.kind === kind && one.isArchive === isArchive && (one.sequence ?? 0) > sequence,
  );
  return later.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))[0];
}
