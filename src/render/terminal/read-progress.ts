import { bar } from './bar.ts';
import type { Screen } from './screen.ts';

const BAR_COLUMNS = 24;

/** "reading traces ██████▌          14 of 50", or how many so far where nobody knows how many there are. */
export function readProgress(read: number, of: number | undefined, screen: Screen): string {
  if (of === undefined) return `  reading traces: ${read} so far`;
  return `  reading traces ${bar(of === 0 ? 1 : read / of, BAR_COLUMNS, screen)} ${read} of ${of}`;
}
