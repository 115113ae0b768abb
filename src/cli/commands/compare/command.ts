import { Command } from 'commander';
import { renderCompare } from '../../../render/terminal/compare/compare.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { CompareAnswer } from './answer.ts';
import { type GroupsWanted, readGroups, wayOf } from './compared-groups.ts';
import type { Context } from '../../context.ts';
import { examples, terms } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import {
  type GroupOption,
  type LookOptions,
  withGroupOption,
  withLookOptions,
  withTraceOptions,
} from '../../shell/trace-options.ts';
import { compareDocument, comparisonOf } from '../../traces/compare-groups.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { openTraceSource } from '../../traces/trace-source.ts';

type CompareOptions = GroupsWanted & LookOptions & GroupOption & OutputOptions;

export function compareCommand(context: Context): Command {
  const moment = parse.moment(context);
  const command = withGroupOption(withLookOptions(new Command('compare')))
    .argument('[traces...]', 'two trace ids or prefixes, or latest, slowest, median')
    .option('--runs <lists...>', 'compare two runs or lists of runs, e.g. 1,3,5 2,4,6', eachRuns)
    .option('--fault-vs-normal', 'compare requests with a fault and the others of the run')
    .option('--a <key=value>', 'traces with this tag, against --b', parse.tag)
    .option('--b <key=value>', 'traces with this tag, compared with --a', parse.tag)
    .option('--slowest-vs-median', 'compare the slowest tenth of a run with its median')
    .option('--before <moment>', 'compare traces before a time: RFC 3339, 14:05, 10m (ago)', moment)
    .option('--after <moment>', 'with the traces after this time (default: --before)', moment);
  return withOutputOptions(withTraceOptions(command, context))
    .addHelpText(
      'after',
      '\nThe difference is one of critical-path times, which add up to a request’s duration. ' +
        'Start and end times cannot show which sibling waited for which.',
    )
    .addHelpText('after', terms(context, 'place', 'permutation test', 'headline'))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab compare median slowest', 'two traces'],
        ['jaeger-lab compare --runs 1 2', 'two runs of load'],
        [
          'jaeger-lab compare --fault-vs-normal --group-by service',
          'requests with a fault and the others, by service',
        ],
      ),
    )
    .action((ids: string[], options: CompareOptions) => runCompare(ids, options, context));
}

const eachRuns = (text: string, before: readonly number[][] = []): number[][] => [
  ...before,
  text.split(',').map(parse.count),
];

async function runCompare(
  ids: readonly string[],
  options: CompareOptions,
  context: Context,
): Promise<void> {
  // What was typed wrongly is said before anything is read.
  wayOf(ids, options);
  await using source = await openTraceSource(options, context);
  const groups = await readGroups(ids, options, source, context);
  const finding = comparisonOf(groups, source, options);
  const document: CompareAnswer = compareDocument(finding, groups);
  const text = (screen: Screen) => renderCompare(finding, groups, screen);
  await writeAnswer({ document, text, hasTerms: true }, options, context);
  next(`jaeger-lab deps${sameTraces(source)}`, options, context);
}
