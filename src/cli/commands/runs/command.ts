import { Command } from 'commander';
import { type LabFolder, labFolder } from '../../../lab/lab-folder.ts';
import { labFolders } from '../../../lab/lab-names.ts';
import { isSince, type Run, runIds } from '../../../lab/runs.ts';
import { type LabState, readState } from '../../../lab/state.ts';
import { summarise } from '../../../load/latency.ts';
import { renderRuns } from '../../../render/terminal/runs.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { findLab } from '../../labs/open-lab.ts';
import { readLedger } from '../../labs/read-ledger.ts';
import { examples } from '../../shell/examples.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import type { RunsAnswer } from './answer.ts';
import { openTraceCheck, type TraceCheck } from './trace-check.ts';

type RunAnswer = RunsAnswer['runs'][number];

interface RunsOptions extends OutputOptions {
  readonly name?: string;
}

export function runsCommand(context: Context): Command {
  const command = new Command('runs').option('--name <lab>', 'only the runs of this lab');
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab runs', 'all runs of your labs, the latest last'],
        ['jaeger-lab runs --name lab --json', 'those of one lab, as JSON'],
      ),
    )
    .action((options: RunsOptions) => runRuns(options, context));
}

async function runRuns(options: RunsOptions, context: Context): Promise<void> {
  const { env } = context;
  const folders =
    options.name === undefined ? await labFolders(env) : [labFolder(options.name, env)];
  if (options.name !== undefined) await findRuns(options.name, context);
  const runs: RunAnswer[] = [];
  for (const folder of folders) runs.push(...(await runsIn(folder, context)));
  runs.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt) || a.run - b.run);
  const document: RunsAnswer = { schema: 'jaeger-lab/runs@1', runs };
  const text = (screen: Screen): string => renderRuns(runs, screen);
  await writeAnswer({ document, text }, options, context);
  nextOf(runs, options, context);
}

/** @throws LabError (not ready) for a name that no lab has, or had */
async function findRuns(name: string, context: Context): Promise<void> {
  if ((await runIds(labFolder(name, context.env))).length === 0) await findLab(name, context);
}

/** Two runs of the lab with the latest one can be compared; a lab that is up can be sent requests. */
function nextOf(runs: readonly RunAnswer[], options: RunsOptions, context: Context): void {
  const latest = runs.findLast(({ isCurrent }) => isCurrent);
  if (latest === undefined) {
    next('jaeger-lab up', options, context);
    return;
  }
  const lab = { ...options, name: latest.lab };
  const [b, a] = runs
    .filter((run) => run.lab === latest.lab && run.traces === 'readable')
    .toReversed();
  if (a && b) next(`jaeger-lab compare --runs ${a.run} ${b.run}`, lab, context);
  else next('jaeger-lab load --n 50', lab, context);
}

async function runsIn(folder: LabFolder, context: Context): Promise<RunAnswer[]> {
  // Without its state, only Jaeger's part of a run is unknown.
  const state = await readState(folder).catch(() => undefined);
  await using check = await openTraceCheck(state, context);
  const runs: RunAnswer[] = [];
  for await (const run of readLedger(folder, context))
    runs.push(await described(folder.lab, run, state, check));
  return runs;
}

async function described(
  lab: string,
  run: Run,
  state: LabState | undefined,
  check: TraceCheck,
): Promise<RunAnswer> {
  const { id, scenario, request, startedAt, records, interrupted, planned } = run;
  const { requests, failed, service } = summarise(records);
  return {
    ...{ lab, run: id, scenario, request, startedAt, requests, failed },
    ...{ interrupted, planned },
    p50Us: service.p50Us,
    p95Us: service.p95Us,
    isCurrent: state !== undefined && isSince(run, state),
    traces: await check.of(run),
  };
}
