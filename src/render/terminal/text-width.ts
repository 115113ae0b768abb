import stringWidth from 'fast-string-width';
import { signs, type Screen } from './screen.ts';

/** Columns of a terminal that the text takes: a CJK letter or an emoji takes two, a combining accent none. */
export const widthOf = (text: string): number => stringWidth(text);

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
}

let segmenter: Intl.Segmenter | undefined;

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
  const shown = lettersOf(text);
  const left = columns - mark.length;
  const head = asMuchAs(shown, Math.ceil(left / 2))
    .join('')
    .trimEnd();
  const tail = asMuchAs(shown.toReversed(), left - widthOf(head))
    .toReversed()
    .join('');
  return head + mark + tail.trimStart();
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
