import type { Screen } from '../../../render/terminal/screen.ts';

/** A screen that the renderers of the terminal write plain sentences for: as wide as they need, without colour. */
export const PLAIN: Screen = { format: 'table', columns: 1_000_000, colour: false, unicode: true };

/** Lines of text as a list, without the marks that separate them on a terminal. */
export const sentences = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^[!·]?\s+/, '').trim())
    .filter((line) => line !== '');
