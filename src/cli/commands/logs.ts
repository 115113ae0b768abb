import { Command } from 'commander';
import { labFolder } from '../../lab/lab-folder.ts';
import { readState } from '../../lab/state.ts';
import { logLine } from '../../render/terminal/log-line.ts';
import type { Context } from '../context.ts';
import { openRuntime } from '../open-lab.ts';
import { positiveInteger, shared } from '../options.ts';

interface LogsOptions {
  readonly name: string;
  readonly follow?: boolean;
  readonly tail: number;
}

export function logsCommand(context: Context, run = runLogs): Command {
  return new Command('logs')
    .argument('[component]', 'one component; all of them without')
    .addOption(shared.name())
    .option('-f, --follow', 'go on until Ctrl-C')
    .option(
      '-n, --tail <lines>',
      'how many lines from the end, of each component',
      positiveInteger,
      100,
    )
    .action((component: string | undefined, options: LogsOptions) =>
      run(component, options, context),
    );
}

async function runLogs(
  component: string | undefined,
  options: LogsOptions,
  context: Context,
): Promise<void> {
  const folder = labFolder(options.name, context.env);
  const state = await readState(folder).catch(() => undefined);
  const { runtime } = await openRuntime(context, {}, state);
  const lines = runtime.logs(
    options.name,
    {
      ...(component !== undefined && { component }),
      follow: options.follow ?? false,
      tail: options.tail,
    },
    context.stop,
  );
  for await (const line of lines) context.out(logLine(line, context.screen));
}
