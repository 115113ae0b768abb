import { Command, Option } from 'commander';
import type { SlowestBy } from '../../../analysis/slowest-finding.ts';
import { renderSlowest } from '../../../render/terminal/slowest/slowest.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { SlowestAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { type TraceChoice, withTraceOptions } from '../../shell/trace-options.ts';
import { rankTraces } from '../../traces/rank-traces.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { openTraceSource } from '../../traces/trace-source.ts';

interface SlowestCommandOptions extends TraceChoice, OutputOptions {
  readonly by: SlowestBy;
  readonly limit: number;
}

export function slowestCommand(context: Context): Command {
  const command = new Command('slowest')
    .addOption(
      new Option('--by <what>', 'rank by time on the critical path, self time, or duration')
        .choices(['path', 'self', 'duration'])
        .default('path'),
    )
    .option('-n, --limit <count>', 'rows of each kind to list', parse.count, 10);
  return withOutputOptions(withTraceOptions(command, context)).action(
    (options: SlowestCommandOptions) => runSlowest(options, context),
  );
}

async function runSlowest(options: SlowestCommandOptions, context: Context): Promise<void> {
  await using source = await openTraceSource(options, context);
  const { finding, origin } = await rankTraces(options, source, context);
  const { jaegerUrl, jaegerVersion, run, missing } = origin;
  const document: SlowestAnswer = {
    schema: 'jaeger-lab/slowest@1',
    jaegerUrl,
    jaegerVersion,
    run,
    missing,
    ...finding,
  };
  const text = (screen: Screen) => renderSlowest(finding, origin, screen);
  await writeAnswer({ document, text }, options, context);
  next(`jaeger-lab slowest --by self${sameTraces(source)}`, options, context);
}
