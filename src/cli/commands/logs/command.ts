import { Command } from 'commander';
import { LabError } from '../../../base/errors.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import { type LabState, readState } from '../../../lab/state.ts';
import { logLine } from '../../../render/terminal/log-line.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { type OpenRuntime, openRuntimesOf } from '../../labs/open-runtime.ts';
import { count, shared } from '../../shell/options.ts';

interface LogsOptions {
  readonly name: string;
  readonly follow?: boolean;
  readonly tail: number;
}

export function logsCommand(context: Context): Command {
  return new Command('logs')
    .argument('[component]', 'component to show (default: all)')
    .addOption(shared.name())
    .option('-f, --follow', 'show new lines until Ctrl-C')
    .option('-n, --tail <lines>', 'last lines of each component', count, 100)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab logs', 'the last 100 lines of each component'],
        ['jaeger-lab logs gateway --follow', 'go on until Ctrl-C'],
      ),
    )
    .action((component: string | undefined, options: LogsOptions) =>
      runLogs(component, options, context),
    );
}

/** The runtime that has the lab; any of those where it may be when none has. */
async function holderOf(
  lab: string,
  state: LabState | undefined,
  context: Context,
): Promise<OpenRuntime> {
  const { runtimes, unasked } = await openRuntimesOf(state, context);
  for (const open of runtimes) {
    if ((await open.runtime.find(lab)).length > 0) return open;
  }
  if (unasked) throw unasked;
  const [first] = runtimes;
  if (first) return first;
  throw new LabError(`there is no lab "${lab}"`, { hint: 'jaeger-lab up' });
}

async function runLogs(
  component: string | undefined,
  options: LogsOptions,
  context: Context,
): Promise<void> {
  const folder = labFolder(options.name, context.env);
  const state = await readState(folder);
  const wanted = {
    ...(component !== undefined && { component }),
    follow: options.follow ?? false,
    tail: options.tail,
  };
  const { runtime } = await holderOf(options.name, state, context);
  for await (const line of runtime.logs(options.name, wanted, context.stop)) {
    context.out(logLine(line, context.screen));
  }
}
