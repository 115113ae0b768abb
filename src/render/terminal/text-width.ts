import stringWidth from 'fast-string-width';
import { signs, type Screen } from './screen.ts';

/** Columns of a terminal that the text takes: a CJK letter or an emoji takes two, a combining accent none. */
export const widthOf = (text: string): number =>
  // Most texts are short and plain, and looking at them takes less time than the general way.
  text.length <= LONGEST_LOOKED_AT && PLAIN.test(text) ? text.length : stringWidth(text);

/** Also what stands in the drawings themselves. */
const PLAIN = /^[ -~│├└→←·×…µ]*$/;
const LONGEST_LOOKED_AT = 200;

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
}

let segmenter: Intl.Segmenter | undefined;

/** A letter seldom takes more characters for each of its columns: a family of emoji takes 11 for its two. */
const MOST_PER_COLUMN = 16;

/** What a reader sees as one letter is never cut in two. */
function lettersOf(text: string): string[] {
  // Made when it is first needed: that takes longer than loading all else that a command needs (measured: 12 ms).
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The text, or as much of its beginning and its end as fits around an ellipsis: names often differ at the end. */
export function cut(text: string, columns: number, screen: Pick<Screen, 'unicode'>): string {
  if (widthOf(text) <= columns) return text;
  const mark = signs(screen).ellipsis.slice(0, columns);
  const left = columns - mark.length;
  // Finding all letters of a long text takes time that grows with the square of its length.
  const window = MOST_PER_COLUMN * (left + 1);
  const head = asMuchAs(lettersOf(text.slice(0, window)), Math.ceil(left / 2))
    .join('')
    .trimEnd();
  const tail = asMuchAs(lettersOf(text.slice(-window)).reverse(), left - widthOf(head))
    .reverse()
    .join('');
  return head + mark + tail.trimStart();
}

/** A list or a time, or as many of its first parts as fit before an ellipsis: half of a number would be another number. */
export function cutList(
  text: string,
  between: string,
  columns: number,
  screen: Pick<Screen, 'unicode'>,
): string {
  if (widthOf(text) <= columns) return text;
  const mark = signs(screen).ellipsis;
  const items = text.split(between);
  const shown = items
    .map((_, n) => [...items.slice(0, n), mark].join(between))
    .findLast((head) => widthOf(head) <= columns);
  return shown ?? mark.slice(0, columns);
}

function asMuchAs(shown: readonly string[], columns: number): string[] {
  const fitting: string[] = [];
  let left = columns;
  for (const letter of shown) {
    left -= widthOf(letter);
    if (left < 0) break;
    fitting.push(letter);
  }
  return fitting;
}
