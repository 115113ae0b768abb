import { Command, Option } from 'commander';
import type { SlowestBy } from '../../../analysis/slowest-finding.ts';
import { SlowestRanking } from '../../../analysis/slowest.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { renderSlowest } from '../../../render/terminal/slowest/slowest.ts';
import type { SlowestAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { next } from '../../shell/next.ts';
import { nothingKnown } from '../../traces/nothing-known.ts';
import * as parse from '../../shell/options.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { eachTrace, type TracesOrigin } from '../../traces/read-traces.ts';

export interface SlowestCommandOptions {
  readonly name: string;
  readonly jaegerUrl?: string;
  readonly run?: number;
  readonly since?: number;
  readonly by: SlowestBy;
  readonly service?: string;
  readonly operation?: string;
  readonly limit: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function slowestCommand(context: Context, run = runSlowest): Command {
  return new Command('slowest')
    .addOption(parse.shared.name())
    .option('--jaeger-url <url>', 'ask this Jaeger instead of the lab’s')
    .option('--run <number>', 'a run of the ledger (default: the latest)', parse.positiveInteger)
    .addOption(
      new Option(
        '--since <duration>',
        'everything that began this long ago or less, instead of a run',
      )
        .argParser(parse.duration)
        .conflicts('run'),
    )
    .addOption(
      new Option('--by <what>', 'rank by time on the critical path, self time, or duration')
        .choices(['path', 'self', 'duration'])
        .default('path'),
    )
    .option('--service <name>', 'only spans of this service')
    .option('--operation <name>', 'only spans of this name')
    .option('-n, --limit <count>', 'how many of each to list', parse.positiveInteger, 10)
    .addOption(parse.shared.json())
    .addOption(parse.shared.quiet())
    .action((options: SlowestCommandOptions) => run(options, context));
}

async function runSlowest(options: SlowestCommandOptions, context: Context): Promise<void> {
  const { jaegerUrl } = await showSlowest(options, context);
  const asked = { ...options, jaegerUrl: options.jaegerUrl && jaegerUrl };
  next(`jaeger-lab slowest --by self${sameTraces(asked)}`, context, options.name);
}

/** Reads the traces, ranks them, and answers. */
export async function showSlowest(
  options: SlowestCommandOptions,
  context: Context,
): Promise<TracesOrigin> {
  const ranking = new SlowestRanking(options);
  const read = await eachTrace(options, context, (trace) => ranking.add(trace));
  const finding = ranking.finish();
  if (finding.traces === 0) throw nothingToRank(read, finding.incomplete.traces, options);
  const { jaegerUrl, jaegerVersion, run, missing } = read;
  const answer: SlowestAnswer = {
    schema: 'jaeger-lab/slowest@1',
    jaegerUrl,
    jaegerVersion,
    run,
    missing,
    ...finding,
  };
  context.out(
    options.json ? `${JSON.stringify(answer)}\n` : renderSlowest(finding, read, context.screen),
  );
  return read;
}

function nothingToRank(
  { what, missing, count }: TracesOrigin,
  incomplete: number,
  options: SlowestCommandOptions,
): LabError {
  if (count === 0) return nothingKnown('no trace', what, options);
  const why = incomplete > 0 ? `${incomplete} are incomplete` : 'none of them matches';
  return new LabError(
    `no trace of ${what} can be ranked: ${why}${missing.length > 0 ? `, ${missing.length} are missing` : ''}`,
    { hint: 'jaeger-lab slowest --help shows what can be asked', exitCode: EXIT.notReady },
  );
}
