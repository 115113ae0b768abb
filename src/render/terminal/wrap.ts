import { widthOf } from './text-width.ts';

/** The pieces joined, on as many lines as they need; a piece longer than a line keeps a line to itself. */
export function wrap(pieces: readonly string[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = lines.length === 0 ? piece : `${lines.at(-1) ?? ''}${separator}${piece}`;
    if (lines.length > 0 && widthOf(longer) > columns) lines.push(piece);
    else lines.splice(-1, 1, longer);
  }
  return lines;
}

export const wrapWords = (text: string, columns: number): string[] =>
  wrap(text.split(' '), ' ', columns);
