import { Command, InvalidArgumentError, Option } from 'commander';
import { compare } from '../../../analysis/compare.ts';
import { LabError } from '../../../base/errors.ts';
import { renderCompare } from '../../../render/terminal/compare/compare.ts';
import type { CompareAnswer } from './answer.ts';
import { type Groups, type GroupsWanted, readGroups } from './compared-groups.ts';
import type { Context } from '../../context.ts';
import { next } from '../../shell/next.ts';
import * as parse from '../../shell/options.ts';
import { sameTraces } from '../../traces/same-traces.ts';

export interface CompareCommandOptions extends GroupsWanted {
  readonly json?: boolean;
}

export function compareCommand(context: Context, run = runCompare): Command {
  const time = (text: string): number => parseTime(text, context.clock.now());
  return new Command('compare')
    .argument('[traces...]', 'two traces: ids or their beginnings; or latest, slowest, median')
    .addOption(parse.shared.name())
    .option('--runs <numbers...>', 'two runs of the ledger, such as --runs 1 2', eachRun)
    .option('--fault-vs-normal', 'requests of a run that carried a fault, against the others')
    .option('--slowest-vs-median', 'the slowest tenth of a run, against as many at the median')
    .option('--before <time>', 'what began before: RFC 3339, 14:05, or 10m (ago)', time)
    .option('--after <time>', 'against what began from then on (default: the same time)', time)
    .option('--run <number>', 'a run of the ledger (default: the latest)', parse.positiveInteger)
    .addOption(
      new Option('--since <duration>', 'what began this long ago or less, instead of a run')
        .argParser(parse.duration)
        .conflicts('run'),
    )
    .option('--jaeger-url <url>', 'ask this Jaeger instead of the lab’s')
    .option('--service <name>', 'with --since or --jaeger-url: only traces through this service')
    .addOption(parse.shared.json())
    .addOption(parse.shared.quiet())
    .addHelpText(
      'after',
      '\nThe difference is one of critical-path times, which add up to a request’s duration. Start and end times\ncannot show which sibling waited for which.',
    )
    .action((ids: string[], options: CompareCommandOptions) => run(ids, options, context));
}

function eachRun(text: string, before: readonly number[] = []): number[] {
  return [...before, parse.positiveInteger(text)];
}

/** A moment in ms since the epoch: RFC 3339, a time of today (local), or how long ago it was. */
export function parseTime(text: string, nowMs: number): number {
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  if (hours !== undefined && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60)
    return new Date(nowMs).setHours(Number(hours), Number(minutes), Number(seconds), 0);
  const isDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  if (isDate && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  if (/^\d+(\.\d+)?(ms|s|m|h)$/.test(text)) return nowMs - parse.duration(text);
  throw new InvalidArgumentError(
    'It must be a time, such as 2026-11-23T14:05:00Z, 14:05, or 10m (ago).',
  );
}

async function runCompare(
  ids: readonly string[],
  options: CompareCommandOptions,
  context: Context,
): Promise<void> {
  const { jaegerUrl, rootService } = await showComparison(ids, options, context);
  // Two ids name no service, and without one another Jaeger may hold too much.
  const { service = rootService, since, run } = options;
  const asked = { jaegerUrl: options.jaegerUrl && jaegerUrl, service, since, run };
  next(`jaeger-lab deps${sameTraces(asked)}`, context, options.name);
}

/** Reads the groups, compares them, and answers. */
export async function showComparison(
  ids: readonly string[],
  options: CompareCommandOptions,
  context: Context,
): Promise<{ readonly jaegerUrl: string; readonly rootService: string }> {
  const groups = await readGroups(ids, options, context);
  const finding = compare(groups.traces, groups.labels);
  if (finding === undefined) throw nothingToCompare(groups);
  const { jaegerUrl, jaegerVersion, names, missing } = groups;
  const answer: CompareAnswer = {
    schema: 'jaeger-lab/compare@1',
    jaegerUrl,
    jaegerVersion,
    names,
    missing,
    ...finding,
  };
  context.out(
    options.json ? `${JSON.stringify(answer)}\n` : renderCompare(finding, groups, context.screen),
  );
  return { jaegerUrl, rootService: finding.roots.b.service };
}

function nothingToCompare({ traces, names, labels, missing }: Groups): LabError {
  const hint = 'jaeger-lab compare --help shows what can be compared';
  const lost = missing.length > 0 ? `, and ${missing.length} are not in Jaeger` : '';
  if (labels === 'by-duration')
    return new LabError(`fewer than three complete traces have no slowest tenth${lost}`, { hint });
  const empty = traces.a.length === 0 ? names.a : names.b;
  if (traces.a.length === 0 || traces.b.length === 0)
    return new LabError(`no trace is in the group "${empty}"${lost}`, { hint });
  return new LabError(
    `no operation has complete traces in both groups, "${names.a}" and "${names.b}"${lost}`,
    { hint },
  );
}
