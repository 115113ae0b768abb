import { bar, PROGRESS_COLUMNS } from '../bar.ts';
import type { Screen } from '../screen.ts';

export interface LoadProgress {
  readonly done: number;
  readonly planned: number;
  readonly failed: number;
  readonly elapsedMs: number;
}

/** "requests ██████▌          14 of 50, 3 s left" */
export function loadProgress(
  { done, planned, failed, elapsedMs }: LoadProgress,
  screen: Screen,
): string {
  const leftMs = done === 0 ? undefined : (elapsedMs / done) * (planned - done);
  const eta = leftMs === undefined ? '' : `, ${Math.ceil(leftMs / 1000)} s left`;
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  return `  requests ${bar(done / planned, PROGRESS_COLUMNS, screen)} ${done} of ${planned}${failures}${eta}`;
}

export const waitProgress = (readable: number, of: number, screen: Screen): string =>
  `  traces   ${bar(of === 0 ? 1 : readable / of, PROGRESS_COLUMNS, screen)} ${readable} of ${of} readable`;

/** "reading traces ██████▌          14 of 50", or how many so far where the total is not known. */
export function readProgress(read: number, of: number | undefined, screen: Screen): string {
  if (of === undefined) return `  reading traces: ${read} so far`;
  return `  reading traces ${bar(of === 0 ? 1 : read / of, PROGRESS_COLUMNS, screen)} ${read} of ${of}`;
}
