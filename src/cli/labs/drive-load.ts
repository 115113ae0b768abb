import { randomInt } from 'node:crypto';
import { EXIT, Interrupted, LabError } from '../../base/errors.ts';
import { type AwaitedRun, awaitRun } from '../../lab/await-run.ts';
import { driveRun } from '../../lab/drive-run.ts';
import { type DelayFollower, type Delays, followDelays } from '../../lab/follow-delays.ts';
import type { LabState } from '../../lab/state.ts';
import { mayBePlanted } from '../../lab/planted-failure.ts';
import type { Run } from '../../lab/runs.ts';
import { type LoadSummary, summarise } from '../../load/latency.ts';
import type { CarriedFault } from '../../load/fault.ts';
import { type Plan, plannedRequests } from '../../load/schedule.ts';
import { loadProgress, waitProgress } from '../../render/terminal/load/progress.ts';
import { expectedFor } from '../../scenarios/expected-for.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Context } from '../context.ts';
import { type OpenLab, jaegerUrl, openJaeger } from './open-lab.ts';
import type { Progress } from '../shell/progress.ts';
import type { StoreProblem } from './storage-of.ts';
import { storeProblem } from './store-problem.ts';
import { askingFor, keptScenario } from './scenario-named.ts';
import { throwUnlessAllowed, throwUnlessService } from './services-that-suffer.ts';

export interface LoadWork {
  readonly lab: OpenLab & { readonly isElsewhere?: boolean };
  readonly plan: Plan;
  /** One of the requests that the scenario names; its usual one when undefined. */
  readonly request?: string | undefined;
  /** What a part of the requests carries. */
  readonly faults?: readonly CarriedFault[] | undefined;
  /** Of the random numbers that deal the faults; any where none is given. */
  readonly seed?: number | undefined;
  /** For one request. */
  readonly timeoutMs: number;
  /** For the traces of all of them. */
  readonly waitMs: number;
  /** The traces themselves are not wanted. */
  readonly forgetsTraces?: boolean | undefined;
  /** What happens to the lab during the load: the traces are read when it is over, from the lab as it then is. */
  readonly meanwhile?: Promise<LabState> | undefined;
  /** Without news for this long no more spans are expected; by default as the services export. */
  readonly quietMs?: number | undefined;
}

export interface DrivenRun {
  readonly run: Run;
  readonly summary: LoadSummary;
  /** Requests that failed without a fault that was planted for it. */
  readonly unplanned: Run['records'];
  /** Undefined when Ctrl-C ended the run, whose traces are not waited for, or Jaeger did not answer. */
  readonly traces: AwaitedRun | undefined;
  /** How long traces took to be readable; only of a lab whose Jaeger has a storage, and of what runs elsewhere. */
  readonly delays?: Delays | undefined;
  /** Why Jaeger does not have all traces. */
  readonly problem?: StoreProblem | undefined;
  /** Why Jaeger did not answer. */
  readonly failure?: LabError;
}

export interface DrivenLoad extends DrivenRun {
  readonly scenario: Scenario;
}

/** Drives a run at a lab, then waits until its traces are readable, with progress of both. */
export async function driveLoad(
  work: LoadWork,
  context: Context,
  progress: Progress,
): Promise<DrivenLoad> {
  const { lab, plan, request, faults = [], seed = randomInt(2 ** 31), timeoutMs } = work;
  const kept = await scenarioToDrive(lab.state);
  const scenario = request === undefined ? kept : askingFor(kept, request);
  for (const { service } of faults) throwUnlessService(service, scenario, '--fault');
  if (faults.length > 0) throwUnlessAllowed(lab.state);
  const { clock, stop: signal, noteScreen: screen } = context;
  const planned = plannedRequests(plan);
  const beganAt = clock.now();
  await using follower = await followerOf(work, scenario, context);
  let done = 0;
  let failed = 0;
  try {
    const run = await driveRun({
      ...lab,
      scenario,
      request,
      faults,
      seed,
      plan,
      timeoutMs,
      clock,
      signal,
      onRecord: (record) => {
        done += 1;
        if (record.failure !== undefined) failed += 1;
        follower?.offer(record);
        const elapsedMs = clock.now() - beganAt;
        progress.update('load', loadProgress({ done, planned, failed, elapsedMs }, screen));
      },
    });
    progress.drop('load');
    const summary = summarise(run.records);
    const unplanned = unplannedFailures(run, scenario);
    const driven = { scenario, run, summary, unplanned };
    if (run.interrupted) return { ...driven, traces: undefined };
    const state = (await work.meanwhile) ?? lab.state;
    const delays = await follower?.end();
    return { ...(await withTraces(driven, { ...work, state }, context, progress)), delays };
  } finally {
    progress.end();
  }
}

/** In memory a trace is readable at once; with an outage in mid-load nothing can be said. */
async function followerOf(
  { lab: { state, isElsewhere = false }, meanwhile }: LoadWork,
  scenario: Scenario,
  context: Context,
): Promise<(DelayFollower & AsyncDisposable) | undefined> {
  const isOfInterest = isElsewhere || state.madeWith?.deployment !== undefined;
  if (!isOfInterest || meanwhile) return undefined;
  const client = await openJaeger(jaegerUrl(state), context);
  const expected = (name: string | undefined) => expectedFor(scenario, name);
  const follower = followDelays(client, expected, context.clock, context.stop);
  return { ...follower, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

/** @throws LabError (usage) for a lab that is Jaeger alone */
export async function scenarioToDrive(state: LabState): Promise<Scenario> {
  const kept = await keptScenario(state);
  if (kept.components.length === 0) throw nothingToSendTo(state);
  return kept;
}

const nothingToSendTo = ({ name }: OpenLab['state']): LabError =>
  new LabError(
    `lab "${name}" was made with --no-services: there is no service to send requests to`,
    {
      hint: 'send requests to your own services, then jaeger-lab slowest',
      exitCode: EXIT.usage,
    },
  );

/** Waits for the traces of a run. What was measured is kept when Jaeger does not answer. */
async function withTraces(
  driven: Omit<DrivenLoad, 'traces'>,
  {
    state,
    waitMs,
    quietMs,
    forgetsTraces,
  }: Pick<LoadWork, 'waitMs' | 'quietMs' | 'forgetsTraces'> & Pick<OpenLab, 'state'>,
  context: Context,
  progress: Progress,
): Promise<DrivenLoad> {
  const { scenario, run } = driven;
  const { clock, stop: signal, noteScreen: screen } = context;
  try {
    await using client = await openJaeger(jaegerUrl(state), context);
    const traces = await awaitRun({
      run,
      expected: (name) => expectedFor(scenario, name),
      source: client,
      scheduleDelayMs: state.scheduleDelayMs,
      quietMs,
      timeoutMs: waitMs,
      forgetsTraces,
      clock,
      signal,
      onProgress: (readable, of) => progress.update('traces', waitProgress(readable, of, screen)),
    });
    const isWhole = traces.missing.length + traces.wrong.length === 0;
    const problem = isWhole ? undefined : await storeProblem(state, traces.expected, context);
    return { ...driven, traces, ...(problem && { problem }) };
  } catch (thrown) {
    if (!(thrown instanceof LabError) || thrown instanceof Interrupted) throw thrown;
    return { ...driven, traces: undefined, failure: thrown };
  }
}

function unplannedFailures(run: Run, { mayFail = false }: Scenario): Run['records'] {
  const failed = run.records.filter(({ failure }) => failure !== undefined);
  return failed.filter((record) => !mayBePlanted(record, run, mayFail));
}
