import type { Command } from 'commander';
import type { Answers } from '../commands/schema/command.ts';
import type { Context } from '../context.ts';

/** A command as the list shows it; the rest is loaded when it is called, so that `--help` stays instant. */
export interface Entry {
  readonly name: string;
  /** The heading that `--help` lists it under. */
  readonly group:
    'Start' | 'Understand' | 'See' | 'Break and learn' | 'Production' | 'Your own' | 'CI and shell';
  readonly about: string;
  readonly load: () => Promise<(context: Context, answers: Answers) => Command>;
  /** The schema of each of its `--json` answers, by name. */
  readonly answers?: Answers;
}
