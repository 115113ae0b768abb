import type { Screen } from './screen.ts';

/** Wide enough to see progress; the rest of the line says how much is done. */
export const PROGRESS_COLUMNS = 24;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A bar for a share of `columns`, to an eighth of a column, padded to that width. What is more than nothing leaves at
 * least a trace. Without Unicode whole columns of `#`, and the trace is a dot.
 *
 * @param share 0 to 1; what is outside is drawn as the nearer end
 */
export function bar(share: number, columns: number, { unicode }: Pick<Screen, 'unicode'>): string {
  const part = Math.min(1, Math.max(0, share));
  const eighths = Math.round(part * columns * 8);
  const drawn = unicode
    ? '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
    : '#'.repeat(Math.round(part * columns));
  const trace = unicode ? '▏' : '.';
  return (drawn === '' && part > 0 ? trace : drawn).padEnd(columns);
}
