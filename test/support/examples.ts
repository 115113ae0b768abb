import type { Command } from 'commander';
import { programOf } from '../../src/cli/program.ts';
import { memoryContext } from './memory-context.ts';

/** All commands, as the program builds them. */
export async function programInMemory(): Promise<Command> {
  const { context } = memoryContext();
  return programOf(context, () => true);
}

/** The examples in a command's help, as words. @param below the name of its subcommand */
export async function examplesOf(name: string, below?: string): Promise<string[][]> {
  const { context, written } = memoryContext({});
  const all = await programOf(context, () => true);
  const command = all.commands.find((one) => one.name() === name);
  const asked = below ? command?.commands.find((one) => one.name() === below) : command;
  asked?.outputHelp();
  const [, shown = ''] = written.out.split('\nExamples:\n');
  const whole = shown.replace(/ \\\n +/g, ' ');
  return Array.from(whole.matchAll(/^ {2}jaeger-lab (.+)$/gm), ([, words = '']) =>
    words.split(' '),
  );
}
