import { Command } from 'commander';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import { readState } from '../../../lab/state.ts';
import { takeDown } from '../../../lab/take-down.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { tsvRows } from '../../../render/tsv.ts';
import type { DownAnswer } from './answer.ts';
import { openRuntimesOf } from '../../labs/open-runtime.ts';
import { shared } from '../../shell/options.ts';
import {
  formatOf,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';

interface DownOptions extends OutputOptions {
  readonly name: string;
  readonly quiet?: boolean;
  readonly takeOver?: boolean;
}

export function downCommand(context: Context): Command {
  const command = new Command('down')
    .addOption(shared.name())
    .option('--take-over', 'remove a lab of another owner on the same engine');
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab down', 'remove the lab'],
        ['jaeger-lab down --name demo', 'remove another one'],
      ),
    )
    .action((options: DownOptions) => runDown(options, context));
}

async function runDown(options: DownOptions, context: Context): Promise<void> {
  const folder = labFolder(options.name, context.env);
  const state = await readState(folder).catch(() => undefined);
  const { runtimes, unasked } = await openRuntimesOf(state, context, options);
  const removed = await takeDown(
    folder,
    runtimes.map(({ runtime }) => runtime),
    context.clock,
  );
  if (unasked && removed.length === 0) throw unasked;
  if (unasked) context.note(`Skipped a runtime that cannot be reached: ${unasked.message}\n`);
  const document: DownAnswer = { schema: 'jaeger-lab/down@1', lab: options.name, removed };
  if (removed.length === 0 && formatOf(options, context) !== 'json') {
    context.note(`There is no lab "${options.name}": nothing to remove.\n`);
    return;
  }
  const text = ({ format }: Screen): string =>
    format === 'tsv'
      ? tsvRows(
          'removed',
          'what',
          removed.map((what) => ({ what })),
        )
      : summary(options.name, removed);
  await writeAnswer({ document, text }, options, context);
}

function summary(lab: string, removed: readonly string[]): string {
  const containers = removed.filter((what) => what.startsWith('container ')).length;
  const processes = removed.filter((what) => what.startsWith('process ')).length;
  const components = containers + processes;
  const rest = removed.length - components;
  const inContainers = removed.some((what) => /^(container|network) /.test(what));
  const among = inContainers ? 'their network, ' : 'their logs, ';
  const kept = inContainers ? ' Images are kept.' : '';
  return `Lab "${lab}" is gone: ${components} components removed, with ${rest === 0 ? 'nothing else' : `${among}state and ledger`}.${kept}\n`;
}
