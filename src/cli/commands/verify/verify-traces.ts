import { EXIT, LabError } from '../../../base/errors.ts';
import { mapBounded } from '../../../base/bounded.ts';
import { checkSampling, type SamplingCheck } from '../../../analysis/sampling-check.ts';
import type { Expectations } from '../../../analysis/expectations.ts';
import type { RequestToVerify } from '../../../analysis/verify.ts';
import { unansweredCalls } from '../../../analysis/verify.ts';
import { awaitRun } from '../../../lab/await-run.ts';
import { readRun, type Run } from '../../../lab/runs.ts';
import type { JaegerClient } from '../../../jaeger/client.ts';
import type { ExpectedSpan } from '../../../model/hierarchy.ts';
import { scenarios } from '../../../scenarios/all.ts';
import { endUs, type Trace } from '../../../model/trace.ts';
import { micros } from '../../../model/units.ts';
import { expectedFor } from '../../../scenarios/expected-for.ts';
import { waitProgress } from '../../../render/terminal/load/progress.ts';
import type { Context } from '../../context.ts';
import { jaegerUrl, openJaeger, openLab } from '../../labs/open-lab.ts';
import { openProgress } from '../../shell/progress.ts';
import { readTraces } from '../../traces/read-traces.ts';
import { keptScenario } from '../../labs/scenario-named.ts';

export interface TracesToVerify {
  readonly name: string;
  readonly jaegerUrl?: string;
  readonly run?: number;
  readonly since?: number;
  readonly service?: string;
  readonly wait: number;
  readonly quiet?: boolean;
}

export interface ReadToVerify {
  readonly jaegerUrl: string;
  readonly what: string;
  readonly run: number | undefined;
  readonly requests: readonly RequestToVerify[];
  /** Traces of the same time that may hold what is missing. */
  readonly others: readonly Trace[];
  readonly notSampled: number;
  readonly late: boolean;
  /** Of a run whose lab's share of sampled requests is known. */
  readonly sampling: SamplingCheck | undefined;
}

/** The requests of a run with their traces, waited for; or the traces of a window, each taken for a request. */
export async function readToVerify(
  wanted: TracesToVerify,
  expectations: Expectations | undefined,
  context: Context,
): Promise<ReadToVerify> {
  if (wanted.jaegerUrl !== undefined || wanted.since !== undefined)
    return ofWindow(wanted, expectations?.hierarchy, context);
  const { folder, state } = await openLab(wanted.name, context);
  const run = await readRun(folder, wanted.run);
  const expected = await expectedOf(run, expectations);
  const client = await openJaeger(jaegerUrl(state), context);
  const progress = await openProgress(context, wanted.quiet ?? false);
  const awaited = await awaitRun({
    run,
    expected,
    source: client,
    scheduleDelayMs: state.scheduleDelayMs,
    timeoutMs: wanted.wait,
    clock: context.clock,
    signal: context.stop,
    onProgress: (readable, of) =>
      progress.update('traces', waitProgress(readable, of, context.noteScreen)),
  }).finally(() => progress.end());
  const requests = run.records
    .filter(({ sampled }) => sampled !== false)
    .map(({ traceId, failure, request }) => ({
      traceId,
      trace: traceId === undefined ? undefined : awaited.seen.get(traceId),
      expected: expected(request),
      hasFailed: failure !== undefined,
    }));
  return {
    jaegerUrl: client.url,
    what: `run ${run.id}`,
    run: run.id,
    requests,
    others: await othersOf(requests, client),
    notSampled: awaited.notSampled,
    late: awaited.late,
    sampling: checkSampling(
      run.records.map(({ sampled }) => sampled),
      run.sampledShare,
    ),
  };
}

/**
 * What each request of a run should have left, by the name that its record has. The scenario of a run need not be one of
 * ours if a file says what to expect: without a hierarchy of its own only completeness is verified.
 *
 * @throws LabError (usage) when nobody knows
 */
async function expectedOf(
  run: Run,
  expectations: Expectations | undefined,
): Promise<(request: string | undefined) => ExpectedSpan | undefined> {
  if (expectations?.hierarchy !== undefined) return () => expectations.hierarchy;
  if (run.topology !== undefined || scenarios.some(({ name }) => name === run.scenario)) {
    const scenario = await keptScenario(run);
    return (request) => expectedFor(scenario, request);
  }
  if (expectations !== undefined) return () => undefined;
  throw new LabError(`what a request of the scenario "${run.scenario}" should leave is not known`, {
    hint: 'jaeger-lab verify --expect FILE says it; docs/expectations.md shows one',
    exitCode: EXIT.usage,
  });
}

async function ofWindow(
  wanted: TracesToVerify,
  hierarchy: ExpectedSpan | undefined,
  context: Context,
): Promise<ReadToVerify> {
  const read = await readTraces(wanted, context);
  const client = await openJaeger(read.jaegerUrl, context);
  const requests = read.traces.map((trace) => ({
    traceId: trace.traceId,
    trace,
    expected: hierarchy,
  }));
  const others = await othersOf(requests, client);
  return { ...read, requests, others, notSampled: 0, late: false, sampling: undefined };
}

const AT_ONCE = 4;

/** Searched for only where a call was not answered: what else ran at that time. */
async function othersOf(
  requests: readonly RequestToVerify[],
  client: JaegerClient,
): Promise<Trace[]> {
  const calls = requests.flatMap(({ trace, expected, hasFailed = false }) =>
    trace && expected && !hasFailed ? unansweredCalls(trace, expected) : [],
  );
  if (calls.length === 0) return [];
  const fromUs = calls.reduce((least, { startUs }) => Math.min(least, startUs), Infinity);
  const toUs = calls.reduce((most, call) => Math.max(most, endUs(call)), 0);
  const margin = 1_000_000;
  const window = { fromUs: micros(fromUs - margin), toUs: micros(toUs + margin) };
  const own = new Set(requests.map(({ traceId }) => traceId));
  const others = new Map<string, Trace>();
  await mapBounded(await client.services(), AT_ONCE, (service) =>
    client.allTraces({ service, ...window }, (traces) => {
      for (const trace of traces) if (!own.has(trace.traceId)) others.set(trace.traceId, trace);
    }),
  );
  return [...others.values()];
}
