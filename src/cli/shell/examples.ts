import type { Context } from '../context.ts';
import { PURPOSE } from './help/page.ts';
import { phrase } from './phrase.ts';

/** The end of a command's help: commands that work as they are printed, each with what it is for. */
export function examples(
  { startedAs }: Pick<Context, 'startedAs'>,
  ...lines: readonly (readonly [typed: string, about: string])[]
): string {
  const shown = lines.map(
    ([typed, about]) => `${PURPOSE}${about}\n  ${phrase(typed, startedAs)}\n`,
  );
  return `\nExamples:\n${shown.join('')}`.trimEnd();
}

/** In a command's help: the terms of its answer, and how to read what they mean. */
export function terms({ startedAs }: Pick<Context, 'startedAs'>, ...names: string[]): string {
  const typed = phrase(`jaeger-lab explain ${names[0] ?? ''}`, startedAs);
  return `\nTerms: ${names.join(', ')}\n  ${typed}`;
}
