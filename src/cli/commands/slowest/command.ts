import { Command, Option } from 'commander';
import type { SlowestBy } from '../../../analysis/slowest-finding.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { renderSlowest } from '../../../render/terminal/slowest/slowest.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { SlowestAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples, terms } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import {
  type GroupOption,
  type LookOptions,
  type TraceChoice,
  withGroupOption,
  withLookOptions,
  withTraceOptions,
} from '../../shell/trace-options.ts';
import { conditions } from '../../traces/conditions.ts';
import { placeOf, rankTraces, slowestDocument } from '../../traces/rank-traces.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { openTraceSource } from '../../traces/trace-source.ts';

interface SlowestCommandOptions extends TraceChoice, LookOptions, GroupOption, OutputOptions {
  readonly by: SlowestBy;
  readonly limit: number;
  readonly source: 'traces' | 'metrics';
  readonly place?: string;
}

export function slowestCommand(context: Context): Command {
  const command = withGroupOption(withLookOptions(new Command('slowest')))
    .addOption(
      new Option('--by <what>', 'rank by critical path time, self time or duration')
        .choices(['path', 'self', 'duration'])
        .default('path'),
    )
    .option('--place <service[:operation]>', 'list only places of this service')
    .option('-n, --limit <count>', 'rows of each kind to list', parse.count, 10)
    .addOption(
      new Option('--source <source>', 'traces, or the metrics of Prometheus beside them')
        .choices(['traces', 'metrics'])
        .default('traces'),
    );
  return withOutputOptions(withTraceOptions(command, context))
    .addHelpText('after', terms(context, 'critical path', 'self time', 'place', 'percentiles'))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab slowest', 'where the time of the last run went'],
        [
          'jaeger-lab slowest --place enricher --by self',
          'the places of one service, by self time',
        ],
        [
          'jaeger-lab slowest --source metrics',
          'metrics of a lab with Prometheus beside its traces',
        ],
        [
          'jaeger-lab slowest --group-by service --jaeger-url http://localhost:16686',
          'one row per service, of another Jaeger',
        ],
      ),
    )
    .action((options: SlowestCommandOptions) => runSlowest(options, context));
}

async function runSlowest(options: SlowestCommandOptions, context: Context): Promise<void> {
  if (options.source === 'metrics') throwIfMetricsLack(options);
  await using source = await openTraceSource(options, context);
  if (options.source === 'metrics') {
    const { runBesideMetrics } = await import('./beside-metrics.ts');
    await runBesideMetrics(source, options, context);
    next(`jaeger-lab traces${sameTraces(source)}`, options, context);
    return;
  }
  const { by, limit, service, operation, groupBy, rawClocks, exactNames } = options;
  const place = options.place === undefined ? undefined : await placeOf(options.place, source);
  const wanted = { by, limit, service, operation, place, groupBy, rawClocks, exactNames };
  const { finding, origin } = await rankTraces(wanted, source, context);
  const document: SlowestAnswer = slowestDocument(finding, origin);
  const text = (screen: Screen) => renderSlowest(finding, origin, screen);
  await writeAnswer({ document, text, hasTerms: true }, options, context);
  const isHurt = source.lab !== undefined && finding.incomplete.traces > 0;
  next(isHurt ? 'jaeger-lab doctor' : `jaeger-lab traces${sameTraces(source)}`, options, context);
}

/** Metrics count calls by operation, and nothing of what is inside of them. */
function throwIfMetricsLack(options: SlowestCommandOptions): void {
  const { by, place, groupBy } = options;
  const refused = (sentence: string): LabError =>
    new LabError(sentence, { hint: 'jaeger-lab slowest --source metrics', exitCode: EXIT.usage });
  if (by !== 'path' || place !== undefined || groupBy !== undefined)
    throw refused('--by, --place and --group-by need the traces: metrics have whole calls only');
  const wanted = conditions(options);
  if (wanted !== '')
    throw refused(`metrics count the calls of all traces; they cannot show only those${wanted}`);
}
