import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import {
  type BySide,
  measuredSides,
  overhead,
  type OverheadRound,
  type OverheadSideName,
} from '../../../analysis/overhead.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { overheadProgress, overheadRound } from '../../../render/terminal/overhead/progress.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { renderOverhead } from '../../../render/terminal/overhead/overhead.ts';
import { wrapWords } from '../../../render/terminal/wrap.ts';
import type { OverheadAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { measureOverhead, type OverheadPlan } from './measure-overhead.ts';
import { count, durationOption, variable } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { MEASURED, startOverheadParts } from './overhead-sides.ts';
import { openProgress, type Progress } from '../../shell/progress.ts';

interface OverheadOptions extends OutputOptions {
  readonly rounds: number;
  readonly duration: number;
  readonly concurrency: number;
  readonly remote?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly quiet?: boolean;
}

/** Every record of a round is kept until its percentiles are known. */
const LONGEST_MS = 60_000;
const SHORTEST_MS = 100;
const MOST_ROUNDS = 100;
/** Each takes a connection. */
const MOST_CONCURRENCY = 1_000;

export function overheadCommand(context: Context): Command {
  const command = new Command('overhead')
    .option('--rounds <count>', 'rounds to measure (after one warm-up round)', count, 5)
    .addOption(durationOption('--duration <duration>', 'duration of each side in each round', '2s'))
    .option('--concurrency <workers>', 'requests at a time', count, 16)
    .option('--remote', 'also measure 10 % by remote sampling')
    .option('--env <KEY=value>', 'set a variable of the instrumented sides (repeatable)', variable);
  return withOutputOptions(command)
    .addHelpText('after', ['', ...wrapWords(HELP, context.screen.columns)].join('\n'))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab overhead', 'five rounds'],
        ['jaeger-lab overhead --rounds 2 --duration 1s', 'a quick look'],
        ['jaeger-lab overhead --remote', 'with a rate that the service asks from Jaeger'],
      ),
    )
    .action((options: OverheadOptions) => runOverhead(options, context));
}

const HELP =
  `${MEASURED.request} of the service ${MEASURED.service} ${MEASURED.does}. It runs bare, instrumented with every ` +
  'request sampled, and instrumented with one in ten sampled, as local processes that are measured in turn; ' +
  'the spans go to a separate backend. With --remote it also runs with one in ten sampled by a rate that it asks ' +
  'from the backend each second, as with remote and adaptive sampling. It needs neither a lab nor Docker, and takes about 45 s.';

async function runOverhead(options: OverheadOptions, context: Context): Promise<void> {
  const { rounds, duration: durationMs, concurrency, env = {}, quiet = false } = options;
  const { remote = false } = options;
  const plan: OverheadPlan = { rounds, durationMs, concurrency };
  throwUnlessMeasurable(plan);
  const sides = overhead(await measured(plan, { env, remote, quiet }, context));
  const answer: OverheadAnswer = {
    schema: 'jaeger-lab/overhead@1',
    service: MEASURED,
    ...plan,
    env,
    machine: { node: process.version, cores: availableParallelism() },
    sides,
  };
  const text = (screen: Screen): string => renderOverhead(answer, screen);
  await writeAnswer({ document: answer, text }, options, context);
  next('jaeger-lab up --sample 0.1', options, context);
}

async function measured(
  plan: OverheadPlan,
  { env, remote, quiet }: Required<Pick<OverheadOptions, 'env' | 'remote' | 'quiet'>>,
  context: Context,
): Promise<BySide<OverheadRound[]>> {
  const progress = await openProgress(context, quiet);
  try {
    progress.update('parts', '  starting the backend and the service, once for each side');
    await using parts = await startOverheadParts(env, remote, context);
    progress.drop('parts');
    return await measureOverhead(
      plan,
      parts,
      listener(plan, measuredSides(remote), progress, context),
      context,
    );
  } finally {
    progress.end();
  }
}

function listener(
  { rounds }: OverheadPlan,
  sides: readonly OverheadSideName[],
  progress: Progress,
  { noteScreen }: Context,
) {
  let round: [OverheadSideName, OverheadRound][] = [];
  return {
    begins(side: OverheadSideName, number: number): void {
      progress.update('side', overheadProgress({ side, sides, round: number, rounds }, noteScreen));
    },
    ended(side: OverheadSideName, number: number, figures: OverheadRound): void {
      round.push([side, figures]);
      if (side !== sides.at(-1)) return;
      progress.done('side', overheadRound({ round: number, rounds, sides: round }));
      round = [];
    },
  };
}

/** @throws LabError (usage) for what would measure nothing or never end */
function throwUnlessMeasurable({ rounds, durationMs, concurrency }: OverheadPlan): void {
  const wrong = [
    rounds > MOST_ROUNDS && `--rounds must be at most ${MOST_ROUNDS}`,
    (durationMs < SHORTEST_MS || durationMs > LONGEST_MS) &&
      `--duration must be from ${SHORTEST_MS}ms to ${LONGEST_MS / 1000}s`,
    concurrency > MOST_CONCURRENCY && `--concurrency must be at most ${MOST_CONCURRENCY}`,
  ].find((sentence) => sentence !== false);
  if (wrong === undefined) return;
  throw new LabError(wrong, { hint: 'jaeger-lab overhead --help', exitCode: EXIT.usage });
}
