import { cut } from './terminal/text-width.ts';

/** About as much as a box of a drawing or a cell of a table shows. */
const LONGEST = 80;

/** A name, or a sentence with names, in which each word ends after 80 columns: one of 10,000 would fill a page. */
export const brief = (text: string): string =>
  text.replaceAll(/\S+/g, (word) => cut(word, LONGEST, { unicode: true }));
