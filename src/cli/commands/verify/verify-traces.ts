import { EXIT, LabError } from '../../../base/errors.ts';
import { mapBounded } from '../../../base/bounded.ts';
import { checkSampling, type SamplingCheck } from '../../../analysis/sampling-check.ts';
import { isWanted } from '../../../analysis/trace-filter.ts';
import type { Expectations } from '../../../analysis/expectations.ts';
import type { RequestToVerify } from '../../../analysis/verify.ts';
import { unansweredCalls } from '../../../analysis/verify.ts';
import { type AwaitedRun, awaitRun } from '../../../lab/await-run.ts';
import { tailFate } from '../../../lab/tail-sampled.ts';
import { mayBePlanted } from '../../../lab/planted-failure.ts';
import { isOwn, type Run } from '../../../lab/runs.ts';
import type { JaegerClient } from '../../../jaeger/client.ts';
import type { ExpectedSpan } from '../../../model/hierarchy.ts';
import { scenarios } from '../../../scenarios/all.ts';
import { endUs, type Trace } from '../../../model/trace.ts';
import { micros } from '../../../model/units.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { expectedFor } from '../../../scenarios/expected-for.ts';
import { waitProgress } from '../../../render/terminal/load/progress.ts';
import type { Context } from '../../context.ts';
import { keptScenario } from '../../labs/scenario-named.ts';
import { openProgress } from '../../shell/progress.ts';
import { filterOf, type TraceChoice } from '../../shell/trace-options.ts';
import { conditions } from '../../traces/conditions.ts';
import { readHalves } from '../../traces/linked-traces.ts';
import { readTraces } from '../../traces/read-traces.ts';
import { SeenOperations } from '../../traces/seen-operations.ts';
import {
  noteIfInterrupted,
  scopeOf,
  type TraceSource,
  USUAL_SCHEDULE_DELAY_MS,
} from '../../traces/trace-source.ts';

export interface ReadToVerify {
  readonly jaegerUrl: string;
  readonly what: string;
  readonly run: number | undefined;
  readonly requests: readonly RequestToVerify[];
  /** How many there were before the conditions on traces left some out. */
  readonly read: number;
  readonly operations: SeenOperations;
  /** Traces of the same time that may hold what is missing. */
  readonly others: readonly Trace[];
  readonly notSampled: number;
  /** Requests that timed out as planted: without a response their traces are not known. */
  readonly withoutResponse: number;
  readonly late: boolean;
  /** Of a run whose lab's share of sampled requests is known. */
  readonly sampling: SamplingCheck | undefined;
}

export interface Verification {
  readonly expectations: Expectations | undefined;
  /** How long traces may still arrive. */
  readonly waitMs: number;
}

/** The requests of a run with their traces, waited for; or the traces of a window, each taken for a request. */
export async function readToVerify(
  source: TraceSource,
  { expectations, waitMs }: Verification,
  context: Context,
): Promise<ReadToVerify> {
  const { client, choice } = source;
  const scope = await scopeOf(source, context);
  if (!scope.run) return ofWindow(source, expectations?.hierarchy, context);
  const { run, lab } = scope;
  noteIfInterrupted(run, context);
  const { expected, mayFail } = await expectedOf(run, expectations);
  const progress = await openProgress(context, choice.quiet ?? false);
  const awaited = await awaitRun({
    run,
    expected,
    source: client,
    scheduleDelayMs: lab?.state.scheduleDelayMs ?? USUAL_SCHEDULE_DELAY_MS,
    timeoutMs: waitMs,
    clock: context.clock,
    signal: context.stop,
    onProgress: (readable, of) =>
      progress.update('traces', waitProgress(readable, of, context.noteScreen)),
  }).finally(() => progress.end());
  const filter = filterOf(choice);
  const dropped = new Set(awaited.dropped);
  const isDropped = ({ traceId = '' }: Run['records'][number]): boolean => dropped.has(traceId);
  const timedOut = (record: Run['records'][number]): boolean =>
    record.traceId === undefined && isPlanned(record, run, mayFail);
  const requests = run.records
    .filter((record) => record.sampled !== false && !timedOut(record) && !isDropped(record))
    .map((record) => ({
      traceId: record.traceId,
      trace: record.traceId === undefined ? undefined : awaited.seen.get(record.traceId),
      expected: expected(record.request),
      hasFailed: record.failure !== undefined,
      isPlanned: isPlanned(record, run, mayFail),
    }))
    // A missing trace cannot be distinguished from one that is wanted.
    .filter(({ trace }) => !trace || isWanted(trace, filter));
  return {
    jaegerUrl: client.url,
    what: `run ${run.id}`,
    run: run.id,
    requests,
    read: run.records.length,
    operations: seenIn(awaited.seen.values(), choice),
    others: await othersOf(requests, client),
    notSampled: awaited.notSampled,
    withoutResponse: run.records.filter(timedOut).length,
    late: awaited.late,
    sampling: samplingOf(run, awaited),
  };
}

function seenIn(traces: Iterable<Trace>, choice: TraceChoice): SeenOperations {
  const operations = new SeenOperations(choice);
  for (const trace of traces) operations.add(trace);
  return operations;
}

/** Of a tail sampler, what it kept of the requests of which it keeps a share. */
function samplingOf({ records, tail, sampledShare }: Run, { seen }: AwaitedRun) {
  if (tail === undefined)
    return checkSampling(
      records.map(({ sampled }) => sampled),
      sampledShare,
    );
  const plain = records.filter((record) => tailFate(record, tail) === 'sampled');
  return checkSampling(
    plain.map(({ traceId = '' }) => seen.has(traceId)),
    tail.share,
  );
}

/** The spans of a request show a fault that was planted, except where they cannot: after a timeout, or by a scenario. */
const isPlanned = (record: Run['records'][number], run: Run, mayFail: boolean): boolean =>
  mayBePlanted(record, run, mayFail) && (mayFail || record.failure === 'timeout');

interface ExpectedOfRun {
  readonly expected: (request: string | undefined) => ExpectedSpan | undefined;
  /** Requests fail by the scenario's design. */
  readonly mayFail: boolean;
}

/**
 * What each request of a run should have left, by the name that its record has. The scenario of a run need not be one of
 * ours if a file says what to expect: without a hierarchy of its own only completeness is verified.
 *
 * @throws LabError (usage) when it is not known
 */
async function expectedOf(
  run: Run,
  expectations: Expectations | undefined,
): Promise<ExpectedOfRun> {
  if (isOwn(run)) return { expected: () => expectations?.hierarchy, mayFail: false };
  const scenario = await knownScenario(run);
  const mayFail = scenario?.mayFail ?? false;
  if (expectations?.hierarchy !== undefined)
    return { expected: () => expectations.hierarchy, mayFail };
  if (scenario) return { expected: (request) => expectedFor(scenario, request), mayFail };
  if (expectations !== undefined) return { expected: () => undefined, mayFail };
  throw new LabError(`no expected trace is known for the scenario "${run.scenario}"`, {
    hint: 'describe it in a file, as docs/expectations.md shows: jaeger-lab verify --expect FILE',
    exitCode: EXIT.usage,
  });
}

type Kept = Pick<Run, 'scenario' | 'topology'>;

async function knownScenario(kept: Kept): Promise<Scenario | undefined> {
  const isOurs = scenarios.some(({ name }) => name === kept.scenario);
  return kept.topology !== undefined || isOurs ? keptScenario(kept) : undefined;
}

const mayFailIn = async (kept: Kept): Promise<boolean> =>
  (await knownScenario(kept))?.mayFail ?? false;

/** No ledger has these requests: one failed where its root did. */
async function ofWindow(
  source: TraceSource,
  expected: ExpectedSpan | undefined,
  context: Context,
): Promise<ReadToVerify> {
  const read = await readTraces(source, context);
  const isPlanned = source.lab !== undefined && (await mayFailIn(source.lab.state));
  const requests = read.traces.map((trace) => ({
    ...{ traceId: trace.traceId, trace, expected, isPlanned },
    hasFailed: trace.roots.some(({ status }) => status === 'error'),
  }));
  const others = [
    ...(await othersOf(requests, source.client)),
    // Without conditions the halves are among the traces.
    ...(conditions(source.choice) === '' ? [] : await readHalves(read.traces, source.client)),
  ];
  const none = { notSampled: 0, withoutResponse: 0, late: false, sampling: undefined };
  return { ...read, ...none, requests, others };
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
