import { mapBounded } from '../base/bounded.ts';
import type { RequestToVerify } from '../analysis/verify.ts';
import { unansweredCalls } from '../analysis/verify.ts';
import { awaitRun } from '../lab/await-run.ts';
import { readRun } from '../lab/runs.ts';
import type { JaegerClient } from '../jaeger/client.ts';
import type { ExpectedSpan } from '../model/hierarchy.ts';
import { endUs, type Trace } from '../model/trace.ts';
import { micros } from '../model/units.ts';
import { asking } from './asking.ts';
import type { Context } from './context.ts';
import { jaegerUrl, openJaeger, openLab } from './open-lab.ts';
import { readTraces } from './read-traces.ts';
import { scenarioNamed } from './scenario-named.ts';

export interface TracesToVerify {
  readonly name: string;
  readonly jaegerUrl?: string;
  readonly run?: number;
  readonly since?: number;
  readonly service?: string;
  readonly wait: number;
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
}

/** The requests of a run with their traces, waited for; or the traces of a window, each taken for a request. */
export async function readToVerify(
  wanted: TracesToVerify,
  hierarchy: ExpectedSpan | undefined,
  context: Context,
): Promise<ReadToVerify> {
  if (wanted.jaegerUrl !== undefined || wanted.since !== undefined)
    return ofWindow(wanted, hierarchy, context);
  const { folder, state } = await openLab(wanted.name, context);
  const run = await readRun(folder, wanted.run);
  const known = asking(scenarioNamed(run.scenario), run.request);
  const scenario = { ...known, expected: hierarchy ?? known.expected };
  const client = await openJaeger(jaegerUrl(state), context);
  const awaited = await awaitRun({
    run,
    scenario,
    source: client,
    scheduleDelayMs: state.scheduleDelayMs,
    timeoutMs: wanted.wait,
    clock: context.clock,
    signal: context.stop,
    onProgress: () => undefined,
  });
  const requests = run.records
    .filter(({ sampled }) => sampled !== false)
    .map(({ traceId, failure }) => ({
      traceId,
      trace: traceId === undefined ? undefined : awaited.seen.get(traceId),
      // A request that failed on the way leaves only a part of the hierarchy.
      expected: failure === undefined ? scenario.expected : undefined,
    }));
  return {
    jaegerUrl: client.url,
    what: `run ${run.id}`,
    run: run.id,
    requests,
    others: await othersOf(requests, client),
    notSampled: awaited.notSampled,
    late: awaited.late,
  };
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
  return { ...read, requests, others, notSampled: 0, late: false };
}

const AT_ONCE = 4;
const MOST_OTHERS = 500;

/** Searched for only where a call was not answered: what else ran at that time. */
async function othersOf(
  requests: readonly RequestToVerify[],
  client: JaegerClient,
): Promise<Trace[]> {
  const calls = requests.flatMap(({ trace, expected }) =>
    trace && expected ? unansweredCalls(trace, expected) : [],
  );
  if (calls.length === 0) return [];
  const fromUs = calls.reduce((least, { startUs }) => Math.min(least, startUs), Infinity);
  const toUs = calls.reduce((most, call) => Math.max(most, endUs(call)), 0);
  const margin = 1_000_000;
  const found = await mapBounded(await client.services(), AT_ONCE, (service) =>
    client.traces({
      service,
      fromUs: micros(fromUs - margin),
      toUs: micros(toUs + margin),
      limit: MOST_OTHERS,
    }),
  );
  const own = new Set(requests.map(({ traceId }) => traceId));
  const others = found.flat().filter(({ traceId }) => !own.has(traceId));
  return [...new Map(others.map((trace) => [trace.traceId, trace])).values()];
}
