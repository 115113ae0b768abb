import type { Screen } from '../../../render/terminal/screen.ts';

/** A screen that the renderers of the terminal write plain sentences for: as wide as they need, without colour. */
export const PLAIN: Screen = { format: 'table', columns: 1_000_000, colour: false, unicode: true };

/** Lines of text as a list, without the marks that separate them on a terminal. */
export const sentences = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^[!·]?\s+/, '').trim())
    .filter((line) => line !== '');

/** More of a name says nothing more: what a sentence says about it must stay in sight. */
const MOST_OF_A_NAME = 80;

/** The same value with long texts in it cut, so that no name fills a sentence that is made of it. */
export function withShortNames<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' && part.length > MOST_OF_A_NAME
      ? `${part.slice(0, MOST_OF_A_NAME)}…`
      : part,
  ) as T;
}
