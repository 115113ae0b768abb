import { Command, Option } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { renderOutage } from '../../../render/terminal/outage.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { durationOption, rate, shared } from '../../shell/options.ts';
import { phrase } from '../../shell/phrase.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { driveOutage } from './drive-outage.ts';

interface OutageCommandOptions extends OutputOptions {
  readonly name: string;
  readonly for: number;
  readonly rate: number;
  readonly before: number;
  readonly after: number;
  readonly wait: number;
}

export function outageCommand(context: Context): Command {
  const command = new Command('outage')
    .argument('<component>', 'component to stop, as status names it')
    .addOption(shared.name())
    .addOption(durationOption('--for <duration>', 'how long it stays stopped', '30s'))
    .addOption(new Option('--rate <rate>', 'requests per time').argParser(rate).default(20, '20/s'))
    .addOption(durationOption('--before <duration>', 'load before the stop', '5s'))
    .addOption(durationOption('--after <duration>', 'load after the start', '5s'))
    .addOption(durationOption('--wait <duration>', 'timeout for the traces', '90s'));
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab outage elasticsearch --for 30s', 'the storage is away in mid-load'],
        ['jaeger-lab outage collector --for 10s --rate 50/s', 'the collector is away'],
      ),
    )
    .action((component: string, options: OutageCommandOptions) =>
      runOutage(component, options, context),
    );
}

async function runOutage(
  component: string,
  options: OutageCommandOptions,
  context: Context,
): Promise<void> {
  const { name, for: forMs, rate: perSecond, before, after, wait: waitMs, quiet } = options;
  const { setting, ...counts } = await driveOutage(
    { name, component, forMs, perSecond, beforeMs: before, afterMs: after, waitMs, quiet },
    context,
  );
  const document = { ...counts, setting: setting && phrase(setting, context.startedAs, name) };
  const text = (screen: Screen): string => renderOutage(document, screen);
  await writeAnswer({ document, text }, options, context);
  if (!document.isExact)
    throw new LabError(`spans were still arriving after ${waitMs / 1000} s: the count may change`, {
      hint: `jaeger-lab verify --run ${document.run}`,
      exitCode: EXIT.tracesLate,
    });
  const repairs = document.alsoEnded.length > 0;
  next(repairs ? 'jaeger-lab repair' : `jaeger-lab verify --run ${document.run}`, options, context);
}
