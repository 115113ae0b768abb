import type { Waterfall, WaterfallRow } from '../../../analysis/waterfall.ts';

/** Below this share the row with the most time is no more remarkable than others. */
const WORTH_SAYING = 0.25;

/** Tells the one row that the request waited longest for, if that was long. */
export function isBusiest({ rows, root }: Waterfall): (row: WaterfallRow) => boolean {
  const [first] = rows;
  if (first === undefined || root === undefined || rows.length < 2) return () => false;
  const busiest = rows.reduce((most, row) => (row.pathUs > most.pathUs ? row : most), first);
  const isLong = root.durationUs > 0 && busiest.pathUs / root.durationUs >= WORTH_SAYING;
  return (row) => isLong && row === busiest;
}
