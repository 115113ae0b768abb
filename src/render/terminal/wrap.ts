import { printable } from './printable.ts';
import type { Screen } from './screen.ts';
import { cut, widthOf } from './text-width.ts';

/**
 * The pieces joined, on as many lines as they need; a piece longer than a line keeps a line to itself. A comma goes with the
 * piece before it.
 */
export function wrap(pieces: readonly string[], separator: string, columns: number): string[] {
  const comma = separator.startsWith(' ') ? '' : separator.trimEnd();
  const space = separator.slice(comma.length);
  const lines: string[] = [];
  for (const [i, bare] of pieces.entries()) {
    const piece = i < pieces.length - 1 ? bare + comma : bare;
    const longer = lines.length === 0 ? piece : `${lines.at(-1) ?? ''}${space}${piece}`;
    if (lines.length > 0 && widthOf(longer) > columns) lines.push(piece);
    else lines.splice(-1, 1, longer);
  }
  return lines;
}

/** The pieces as lines, each ended; what does not fit on the first goes on below it, indented. */
export const hanging = (pieces: readonly string[], separator: string, columns: number): string =>
  wrap(pieces, separator, columns - HANGING.length)
    .map((line, i) => `${i === 0 ? '' : HANGING}${line}\n`)
    .join('');

const HANGING = '    ';

export const wrapWords = (text: string, columns: number): string[] =>
  wrap(text.split(' '), ' ', columns);

const unchanged = (text: string): string => text;

/**
 * Text, which may come from outside, on as many lines as it needs, each ended. A word that no line can hold is cut, but
 * an address or a path, which a user may want to copy, is not.
 *
 * @param lead stands before the first line, and as many spaces before the others
 * @param sign the same, but with a style of its own
 */
export function paragraph(
  text: string,
  screen: Pick<Screen, 'columns' | 'unicode'>,
  style: (line: string) => string = unchanged,
  lead = '',
  sign = '',
): string {
  const indent = widthOf(lead) + widthOf(sign);
  const columns = screen.columns - indent;
  const fitting = (word: string): string =>
    word.includes('/') ? word : cut(word, columns, screen);
  return wrap(printable(text).split(' ').map(fitting), ' ', columns)
    .map(
      (line, i) =>
        `${i === 0 ? sign : ''}${style(`${i === 0 ? lead : ' '.repeat(indent)}${line}`)}\n`,
    )
    .join('');
}
