import { logEntryIn } from '../../base/log-entry.ts';
import { zonedTime } from '../../model/instant.ts';
import { micros } from '../../model/units.ts';
import { printable } from './printable.ts';
import { type Screen, paint } from './screen.ts';

const COLOURS = ['cyan', 'yellow', 'green', 'magenta', 'blue'] as const;
const LEVEL_COLOURS: Readonly<Record<string, 'red' | 'yellow' | 'green'>> = {
  ...{ fatal: 'red', error: 'red', warn: 'yellow', warning: 'yellow', info: 'green' },
};

/** "gateway     | text": the component in a colour of its own on a terminal, the plain text on a pipe. */
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
  return `${paint(screen)[colour](component)} | ${textFor(line.text, screen)}\n`;
}

/** A line of JSON as a person reads it: "14:05:03.123Z info GET /process: 200 in 312 ms  trace 4f1c0a7e". */
function textFor(text: string, screen: Screen): string {
  const entry = screen.format === 'table' ? logEntryIn(text) : undefined;
  if (entry === undefined) return printable(text);
  const { dim } = paint(screen);
  const { timeMs, level, message, traceId } = entry;
  const time = zonedTime(micros(timeMs * 1000), screen).slice('2026-11-22T'.length);
  const trace = traceId === undefined ? '' : dim(`  trace ${traceId.slice(0, 8)}`);
  return `${dim(time)} ${logLevel(printable(level), screen)} ${printable(message)}${trace}`;
}

/** The level of a line in its colour. */
export function logLevel(level: string, screen: Screen): string {
  const colour = LEVEL_COLOURS[level.toLowerCase()];
  return colour === undefined ? level : paint(screen)[colour](level);
}
