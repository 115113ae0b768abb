import { wrap } from '../../render/terminal/wrap.ts';

/**
 * The lines of each way that a text shows ("; " parts them): a command to type is never broken, and has a line of its own
 * behind a colon.
 *
 * @param say puts commands into the form that can be typed
 */
export const waysIn = (
  text: string,
  say: (text: string) => string,
  columns: number,
): (readonly string[])[] =>
  text === '' ? [] : text.split('; ').map((way) => linesOf(way, say, columns));

function linesOf(way: string, say: (text: string) => string, columns: number): string[] {
  const [, prose = way, command] = /^(.*:) (jaeger-lab .*)$/.exec(way) ?? [];
  const pieces = prose
    .split(/(\bjaeger-lab (?:(?!, ).)*,?)/)
    .flatMap((part) => (part.startsWith('jaeger-lab ') ? [part] : part.trim().split(' ')))
    .filter((piece) => piece !== '');
  const lines = wrap(pieces.map(say), ' ', columns);
  return [...lines, ...(command === undefined ? [] : [say(command)])];
}
