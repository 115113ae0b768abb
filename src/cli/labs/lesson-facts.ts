import { mapBounded } from '../../base/bounded.ts';
import { LabError } from '../../base/errors.ts';
import { isSince, type Run } from '../../lab/runs.ts';
import type { LabState } from '../../lab/state.ts';
import type { LessonFacts } from '../../lessons/goals.ts';
import type { Goal } from '../../lessons/lesson.ts';
import type { Trace } from '../../model/trace.ts';
import type { Context } from '../context.ts';
import { examineLab } from './examine-lab.ts';
import { jaegerUrl, openJaeger, openLab } from './open-lab.ts';
import { readLedger } from './read-ledger.ts';

const AT_ONCE = 8;
/** The newest: a full store, or an outage, lost the older ones. */
const MOST_TRACES = 100;
const WAIT_MS = 10_000;

/** Looks at the real lab for what a goal needs. */
export async function gather(
  goal: Goal,
  name: string,
  answer: string | undefined,
  context: Context,
): Promise<LessonFacts> {
  const none: LessonFacts = { traces: [], faulty: [], planted: [], fixed: [], answer };
  const opened = await openLab(name, context).catch((error: unknown) => {
    if (error instanceof LabError) return undefined;
    throw error;
  });
  if (!opened) return none;
  const { state } = opened;
  const facts = { ...none, ...stateFacts(state) };
  if (goal.kind === 'fixed')
    return { ...facts, healthy: await isHealthy(goal.cause, facts, state, context) };
  if (goal.kind !== 'traces' && goal.kind !== 'answer') return facts;
  const run = await lastRun(opened.folder, state, context);
  if (!run) return facts;
  const faulty = new Set(run.records.flatMap(({ fault }) => fault?.split(':')[0] ?? []));
  return {
    ...facts,
    hasRun: true,
    traces: await tracesOf(run, state, context),
    faulty: [...faulty],
  };
}

const stateFacts = ({
  scenario,
  madeWith,
  planted = [],
  fixed = [],
}: LabState): Pick<LessonFacts, 'lab' | 'planted' | 'fixed'> => ({
  lab: { scenario, storage: madeWith?.deployment?.storage ?? 'memory' },
  planted: planted.map(({ cause }) => cause),
  fixed,
});

/** Asks doctor only where everything else is done. */
async function isHealthy(
  cause: string,
  { planted, fixed }: LessonFacts,
  state: LabState,
  context: Context,
): Promise<boolean | undefined> {
  if (planted.includes(cause) || !fixed.includes(cause)) return undefined;
  const { findings } = await examineLab(state, WAIT_MS, context);
  return findings.length === 0;
}

async function lastRun(
  folder: Parameters<typeof readLedger>[0],
  state: LabState,
  context: Context,
): Promise<Run | undefined> {
  for await (const run of readLedger(folder, context)) return isSince(run, state) ? run : undefined;
  return undefined;
}

async function tracesOf(run: Run, state: LabState, context: Context): Promise<Trace[]> {
  await using client = await openJaeger(jaegerUrl(state), context);
  const ids = run.records.flatMap(({ traceId, sampled }) => (sampled ? (traceId ?? []) : []));
  const traces = await mapBounded(ids.slice(-MOST_TRACES), AT_ONCE, (id) => client.trace(id));
  return traces.flatMap((trace) => (trace?.problems.length === 0 ? [trace] : []));
}
