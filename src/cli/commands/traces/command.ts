import { Command, Option } from 'commander';
import type { SummaryOrder } from '../../../analysis/trace-summary.ts';
import { inOrder } from '../../../analysis/trace-summary.ts';
import { rfc3339 } from '../../../model/instant.ts';
import { renderTraces } from '../../../render/terminal/traces.ts';
import type { TracesAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { next } from '../../shell/next.ts';
import * as parse from '../../shell/options.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { searchTraces, type TracesFound, type TracesSearch } from './search-traces.ts';
import { instant, tag } from './search-options.ts';

interface TracesOptions extends TracesSearch {
  readonly sort: SummaryOrder;
  readonly limit: number;
  readonly json?: boolean;
}

export function tracesCommand(context: Context, run = runTraces): Command {
  const times = (option: Option): Option => option.conflicts('run');
  return new Command('traces')
    .addOption(parse.shared.name())
    .option('--jaeger-url <url>', 'ask this Jaeger instead of the lab’s')
    .option('--run <number>', 'a run of the ledger (default: the latest)', parse.positiveInteger)
    .option('--service <name>', 'with a span of this service')
    .option('--operation <name>', 'with a span of this name')
    .option('--tag <key=value>', 'with this tag on that span; may be repeated', tag)
    .option('--min <duration>', 'where that span took at least so long', parse.duration)
    .option('--max <duration>', 'where that span took at most so long', parse.duration)
    .option('--errors', 'with a failed span, whichever')
    .addOption(
      times(new Option('--since <duration>', 'that began this long ago or less'))
        .argParser(parse.duration)
        .conflicts(['from', 'to']),
    )
    .addOption(times(new Option('--from <moment>', 'not before this')).argParser(instant))
    .addOption(times(new Option('--to <moment>', 'not after this')).argParser(instant))
    .addOption(
      new Option('--sort <by>', 'newest, longest, or largest first')
        .choices(['start', 'duration', 'spans'])
        .default('start'),
    )
    .option('-n, --limit <count>', 'how many to list', parse.positiveInteger, 20)
    .addOption(parse.shared.json())
    .addOption(parse.shared.quiet())
    .action((options: TracesOptions) => run(options, context));
}

async function runTraces(options: TracesOptions, context: Context): Promise<void> {
  const found = await searchTraces(options, context);
  const traces = inOrder(found.summaries, options.sort).slice(0, options.limit);
  if (options.json) {
    context.out(`${JSON.stringify(answerOf(found, traces, options))}\n`);
    return;
  }
  const notes = notesOn(found, options);
  const list = { traces, found: found.summaries.length, asked: found.asked, notes };
  context.out(renderTraces(list, context.screen));
  // Who reads a pipe sees no title.
  if (context.screen.format === 'tsv' && !options.quiet) {
    for (const note of [found.asked, ...notes]) context.note(`${note}\n`);
  }
  const [first] = traces;
  if (first !== undefined) {
    // Beginnings of ids are only looked up within a run.
    const id = found.run === undefined ? first.traceId : first.traceId.slice(0, 8);
    const where = sameTraces({ jaegerUrl: options.jaegerUrl && found.jaegerUrl, run: options.run });
    next(`jaeger-lab trace ${id}${where}`, context, options.name);
  }
}

function notesOn(found: TracesFound, { limit }: TracesOptions): string[] {
  const more = found.summaries.length - limit;
  return [
    ...(more > 0 ? [`${more} more: --limit ${found.summaries.length} lists all`] : []),
    ...(found.missing.length > 0 ? [`${found.missing.length} of the run are not in Jaeger`] : []),
    ...found.cutAt.map(
      (moment) =>
        `more than ${found.pageSize ?? 0} traces begin at ${rfc3339(moment)}: some are left out`,
    ),
  ];
}

function answerOf(
  found: TracesFound,
  traces: TracesFound['summaries'],
  { sort }: TracesOptions,
): TracesAnswer {
  const { jaegerUrl, jaegerVersion, run, window, pages, pageSize, missing, summaries } = found;
  return {
    schema: 'jaeger-lab/traces@1',
    jaegerUrl,
    jaegerVersion,
    run,
    from: window && rfc3339(window.fromUs),
    to: window && rfc3339(window.toUs),
    pages,
    pageSize,
    cutAt: found.cutAt.map((moment) => rfc3339(moment)),
    missing,
    sort,
    found: summaries.length,
    traces: traces.map(({ traceId, startUs, ...summary }) => ({
      traceId,
      start: rfc3339(startUs),
      ...summary,
    })),
  };
}
