import { Command, Option } from 'commander';
import { EXIT, Interrupted, LabError } from '../../../base/errors.ts';
import { summariseByRequest } from '../../../load/by-request.ts';
import type { CarriedFault } from '../../../load/fault.ts';
import { closedPlan, type Plan } from '../../../load/schedule.ts';
import { renderLoad } from '../../../render/terminal/load/load.ts';
import { chosenRequests } from '../../../scenarios/requests-of.ts';
import type { LoadAnswer } from '../../answers/load.ts';
import type { Context } from '../../context.ts';
import { type DrivenLoad, driveLoad, tracesAnswer } from '../../labs/drive-load.ts';
import { next } from '../../shell/next.ts';
import { openLab } from '../../labs/open-lab.ts';
import * as parse from '../../shell/options.ts';
import { openProgress } from '../../shell/progress.ts';

export interface LoadCommandOptions {
  readonly name: string;
  readonly n?: number;
  readonly request?: string;
  readonly fault?: readonly CarriedFault[];
  readonly interval: number;
  readonly concurrency: number;
  readonly rate?: number;
  readonly duration?: number;
  readonly timeout: number;
  readonly wait: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_REQUESTS = 50;

export function loadCommand(context: Context, run = runLoad): Command {
  const openOnly = ['interval', 'concurrency'];
  return new Command('load')
    .addOption(parse.shared.name())
    .option(
      '-n, --n <requests>',
      `how many requests (default: ${DEFAULT_REQUESTS})`,
      parse.positiveInteger,
    )
    .option('--request <name>', 'which of the requests that the scenario names')
    .option(
      '--fault <fault>',
      'what a share of the requests carries, such as payment:delay=2s@10% (repeatable)',
      parse.carriedFault,
    )
    .option('--interval <duration>', 'closed loop: pause after each answer', parse.duration, 500)
    .option(
      '--concurrency <workers>',
      'closed loop: how many ask side by side',
      parse.positiveInteger,
      1,
    )
    .addOption(
      new Option('--rate <rate>', 'open loop: send times fixed beforehand, such as 20/s')
        .argParser(parse.rate)
        .conflicts(openOnly),
    )
    .addOption(
      new Option('--duration <duration>', 'open loop: for how long, instead of --n')
        .argParser(parse.duration)
        .conflicts(['n', ...openOnly]),
    )
    .option('--timeout <duration>', 'for one request', parse.duration, 30_000)
    .option('--wait <duration>', 'for the traces to become readable', parse.duration, 30_000)
    .addOption(parse.shared.json())
    .addOption(parse.shared.quiet())
    .action((options: LoadCommandOptions) => run(options, context));
}

async function runLoad(options: LoadCommandOptions, context: Context): Promise<void> {
  await loadLab(options, context);
  next('jaeger-lab slowest', context, options.name);
}

/** Drives the load, answers, and throws when it did not go well. @returns the number of the run */
export async function loadLab(options: LoadCommandOptions, context: Context): Promise<number> {
  const plan = planOf(options);
  const lab = await openLab(options.name, context);
  const progress = await openProgress(context, options.quiet ?? false);
  const work = {
    lab,
    plan,
    request: options.request,
    faults: options.fault,
    timeoutMs: options.timeout,
    waitMs: options.wait,
  };
  const load = await driveLoad(work, context, progress);
  const answer = answerOf(options.name, load);
  context.out(options.json ? `${JSON.stringify(answer)}\n` : renderLoad(answer, context.screen));
  throwUnlessWell(load);
  return load.run.id;
}

/** The ledger keeps each; more would not fit into the memory of one program, nor into a string. */
const MOST_REQUESTS = 1_000_000;

function planOf(options: LoadCommandOptions): Plan {
  const { n, rate = 0, duration = 0 } = options;
  const requests = n ?? (duration * rate) / 1000;
  if (requests <= MOST_REQUESTS) return planAsked(options);
  throw new LabError(`a run has at most ${MOST_REQUESTS} requests, not ${Math.ceil(requests)}`, {
    hint: 'ask for fewer, and for several runs one after the other',
    exitCode: EXIT.usage,
  });
}

function planAsked({ n, interval, concurrency, rate, duration }: LoadCommandOptions): Plan {
  if (rate === undefined) {
    if (duration === undefined)
      return closedPlan(n ?? DEFAULT_REQUESTS, { concurrency, intervalMs: interval });
    throw new LabError('--duration goes with --rate', {
      hint: 'jaeger-lab load --rate 20/s --duration 10s',
      exitCode: EXIT.usage,
    });
  }
  const length =
    duration === undefined ? { requests: n ?? DEFAULT_REQUESTS } : { durationMs: duration };
  return { kind: 'open', perSecond: rate, ...length };
}

function answerOf(lab: string, load: DrivenLoad): LoadAnswer {
  const { run, summary, scenario } = load;
  const names = chosenRequests(scenario).map(({ name }) => name);
  const byRequest = summariseByRequest(run.records, names);
  return {
    schema: 'jaeger-lab/load@1',
    lab,
    run: run.id,
    request: run.request,
    url: run.url,
    interrupted: run.interrupted,
    faults: carriedBy(run.records),
    summary,
    ...(byRequest.length > 0 && { byRequest }),
    traces: load.traces && tracesAnswer(load.traces),
  };
}

/** How many requests carried which fault. */
function carriedBy(records: DrivenLoad['run']['records']): LoadAnswer['faults'] {
  const counts = new Map<string, number>();
  for (const { fault } of records)
    if (fault !== undefined) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return [...counts].map(([fault, requests]) => ({ fault, requests }));
}

/** @throws LabError when the run was cut short, nothing was answered, or traces are not there */
function throwUnlessWell({ run, summary, traces }: DrivenLoad): void {
  if (!traces) throw new Interrupted();
  if (summary.ok === 0) {
    const kinds = summary.failures.map(
      ({ kind, count, status }) => `${count} ${kind}${status ? ` ${status}` : ''}`,
    );
    throw new LabError(
      `none of the ${summary.requests} requests to ${run.url} went well: ${kinds.join(', ')}`,
      {
        hint: 'jaeger-lab status',
      },
    );
  }
  const absent = traces.missing.length + traces.wrong.length;
  if (absent > 0) {
    throw new LabError(
      traces.late
        ? `${absent} of ${traces.expected} traces were not readable in time`
        : `${absent} of ${traces.expected} traces are missing or not as expected, and nothing more is coming`,
      { hint: 'jaeger-lab logs', exitCode: EXIT.tracesLate },
    );
  }
}
