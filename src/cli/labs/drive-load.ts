import { type AwaitedRun, awaitRun } from '../../lab/await-run.ts';
import { driveRun } from '../../lab/drive-run.ts';
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
import { askingFor, keptScenario } from './scenario-named.ts';
import { throwUnlessAllowed, throwUnlessService } from './services-that-suffer.ts';

export interface LoadWork {
  readonly lab: OpenLab;
  readonly plan: Plan;
  /** One of the requests that the scenario names; its usual one when undefined. */
  readonly request?: string | undefined;
  /** What a part of the requests carries. */
  readonly faults?: readonly CarriedFault[] | undefined;
  /** For one request. */
  readonly timeoutMs: number;
  /** For the traces of all of them. */
  readonly waitMs: number;
}

export interface DrivenLoad {
  readonly scenario: Scenario;
  readonly run: Run;
  readonly summary: LoadSummary;
  /** Undefined when Ctrl-C ended the run: nobody waits for its traces. */
  readonly traces: AwaitedRun | undefined;
}

/** Drives a run at a lab, then waits until its traces are readable, with progress of both. */
export async function driveLoad(
  { lab, plan, request, faults = [], timeoutMs, waitMs }: LoadWork,
  context: Context,
  progress: Progress,
): Promise<DrivenLoad> {
  const kept = await keptScenario(lab.state);
  const scenario = request === undefined ? kept : askingFor(kept, request);
  for (const { service } of faults) throwUnlessService(service, scenario, '--fault');
  if (faults.length > 0) throwUnlessAllowed(lab.state);
  const { clock, stop: signal, noteScreen: screen } = context;
  const planned = plannedRequests(plan);
  const beganAt = clock.now();
  let done = 0;
  let failed = 0;
  try {
    const run = await driveRun({
      ...lab,
      scenario,
      request,
      faults,
      plan,
      timeoutMs,
      clock,
      signal,
      onRecord: ({ failure }) => {
        done += 1;
        if (failure !== undefined) failed += 1;
        const elapsedMs = clock.now() - beganAt;
        progress.update('load', loadProgress({ done, planned, failed, elapsedMs }, screen));
      },
    });
    progress.drop('load');
    const summary = summarise(run.records);
    if (run.interrupted) return { scenario, run, summary, traces: undefined };
    await using client = await openJaeger(jaegerUrl(lab.state), context);
    const traces = await awaitRun({
      run,
      expected: (name) => expectedFor(scenario, name),
      source: client,
      scheduleDelayMs: lab.state.scheduleDelayMs,
      timeoutMs: waitMs,
      clock,
      signal,
      onProgress: (readable, of) => progress.update('traces', waitProgress(readable, of, screen)),
    });
    return { scenario, run, summary, traces };
  } finally {
    progress.end();
  }
}
