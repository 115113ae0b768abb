import { printable } from './printable.ts';
import { type Screen, paint } from './screen.ts';

const COLOURS = ['cyan', 'yellow', 'green', 'magenta', 'blue'] as const;

/** "gateway  | text": the component in a colour of its own on a terminal, the plain text on a pipe. */
export function logLine(
  line: { readonly component: string; readonly text: string },
  screen: Screen,
): string {
  const component = line.component.padEnd(11);
  const hash = Array.from(line.component).reduce(
    (sum, character) => sum + (character.codePointAt(0) ?? 0),
    0,
  );
  const colour = COLOURS[hash % COLOURS.length] ?? 'cyan';
  return `${paint(screen)[colour](component)} | ${printable(line.text)}\n`;
}
