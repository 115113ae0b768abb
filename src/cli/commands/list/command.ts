import { Command } from 'commander';
import type { Screen } from '../../../render/terminal/screen.ts';
import { renderList } from '../../../render/terminal/list.ts';
import type { Context } from '../../context.ts';
import { listLabs } from '../../labs/list-labs.ts';
import { examples } from '../../shell/examples.ts';
import {
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import type { ListAnswer } from './answer.ts';

interface ListOptions extends OutputOptions {
  readonly all?: boolean;
}

export function listCommand(context: Context): Command {
  const command = new Command('list').option('--all', 'also labs of other users of the engine');
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab list', 'your labs, their ports and what they use of the disk'],
        ['jaeger-lab list --all --json', 'all labs of the engine, as JSON'],
      ),
    )
    .action((options: ListOptions) => runList(options, context));
}

async function runList(options: ListOptions, context: Context): Promise<void> {
  const { labs, unasked } = await listLabs(context);
  const shown = labs.filter(({ isMine }) => isMine || options.all);
  if (unasked && (options.all || labs.length === 0))
    lineTo(context)(`Skipped a runtime that cannot be reached: ${unasked.message}`);
  const document: ListAnswer = { schema: 'jaeger-lab/list@1', labs: shown };
  const now = context.clock.now();
  const text = (screen: Screen): string => renderList({ labs: shown, now }, screen);
  await writeAnswer({ document, text }, options, context);
  const one = shown.find(({ state }) => state === 'up') ?? shown[0];
  if (one) next('jaeger-lab status', { ...options, name: one.lab }, context);
  else next('jaeger-lab up', options, context);
}
