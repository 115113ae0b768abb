import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { Context } from '../../context.ts';

export function schemaCommand(context: Context, run = runSchema): Command {
  return new Command('schema')
    .argument('[name]', 'a command that answers with --json; lists them without')
    .action((name: string | undefined) => run(name, context));
}

/** Loads zod, which no other command needs for what it answers. */
async function runSchema(name: string | undefined, context: Context): Promise<void> {
  const { answers, jsonSchemaOf } = await import('../../answers/all.ts');
  const names = Object.keys(answers);
  if (name === undefined) {
    context.out(names.map((known) => `${known}\n`).join(''));
    return;
  }
  const answer = Object.entries(answers).find(([known]) => known === name)?.[1];
  if (!answer) {
    throw new LabError(`no answer is called "${name}"`, {
      hint: `one of: ${names.join(', ')}`,
      exitCode: EXIT.usage,
    });
  }
  context.out(`${JSON.stringify(jsonSchemaOf(answer), undefined, 2)}\n`);
}
