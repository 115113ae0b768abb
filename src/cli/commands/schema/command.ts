import { Command } from 'commander';
import * as z from 'zod';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { Context } from '../../context.ts';

/** The answers of all commands: how each is had, by its name. */
export type Answers = Readonly<Record<string, () => Promise<z.ZodType>>>;

export function schemaCommand(context: Context, answers: Answers): Command {
  return new Command('schema')
    .argument('[name]', 'a command that answers with --json; lists them without')
    .action((name: string | undefined) => runSchema(name, answers, context));
}

async function runSchema(
  name: string | undefined,
  answers: Answers,
  context: Context,
): Promise<void> {
  const names = Object.keys(answers);
  if (name === undefined) {
    context.out(names.map((known) => `${known}\n`).join(''));
    return;
  }
  const answer = Object.hasOwn(answers, name) ? await answers[name]?.() : undefined;
  if (!answer) {
    throw new LabError(`unknown schema "${name}"`, {
      hint: `one of: ${names.join(', ')}`,
      exitCode: EXIT.usage,
    });
  }
  context.out(`${JSON.stringify(z.toJSONSchema(answer), undefined, 2)}\n`);
}
