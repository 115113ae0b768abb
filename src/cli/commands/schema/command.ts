import { Argument, Command } from 'commander';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';

/** The answers of all commands: how each is had, by its name. */
export type Answers = Readonly<Record<string, () => Promise<z.ZodType>>>;

export function schemaCommand(context: Context, answers: Answers): Command {
  return new Command('schema')
    .addArgument(
      new Argument('[schema]', 'answer to describe (default: list them)').choices(
        Object.keys(answers),
      ),
    )
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab schema', 'names of all answers'],
        ['jaeger-lab schema slowest', 'one of them'],
      ),
    )
    .action((name: string | undefined) => runSchema(name, answers, context));
}

async function runSchema(
  name: string | undefined,
  answers: Answers,
  context: Context,
): Promise<void> {
  const answer = name === undefined ? undefined : await answers[name]?.();
  const text = answer
    ? JSON.stringify(z.toJSONSchema(answer), undefined, 2)
    : Object.keys(answers).join('\n');
  context.out(`${text}\n`);
}
