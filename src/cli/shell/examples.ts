import type { Context } from '../context.ts';
import { phrase } from './phrase.ts';

/** The end of a command's help: commands that work as they are printed, each with what it is for. */
export function examples(
  { startedAs }: Pick<Context, 'startedAs'>,
  ...lines: readonly (readonly [typed: string, about: string])[]
): string {
  const typed = lines.map(([command]) => phrase(command, startedAs));
  const width = Math.max(...typed.map(({ length }) => length));
  const shown = lines.map(([, about], i) => `  ${(typed[i] ?? '').padEnd(width)}  # ${about}\n`);
  return `\nExamples:\n${shown.join('')}`.trimEnd();
}
