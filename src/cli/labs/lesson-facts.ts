import { mapBounded } from '../../base/bounded.ts';
import { LabError } from '../../base/errors.ts';
import type { LabFolder } from '../../lab/lab-folder.ts';
import { isSince, type Run } from '../../lab/runs.ts';
import type { LabState } from '../../lab/state.ts';
import { OWN_SERVICES } from '../../lessons/by-hand/files.ts';
import { type KeptTraces, type LessonFacts, missingFor } from '../../lessons/goals.ts';
import type { Goal } from '../../lessons/lesson.ts';
import type { Trace } from '../../model/trace.ts';
import { micros } from '../../model/units.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';
import { examineLab } from './examine-lab.ts';
import { jaegerUrl, openJaeger, type OpenLab, openLab } from './open-lab.ts';
import { readLedger } from './read-ledger.ts';

/** A lab as far as the commands of a lesson depend on it. */
export interface LessonLab {
  readonly scenario: string;
  /** Whether requests were sent since `up`. */
  readonly hasRun: boolean;
}

/** @returns undefined where none is up */
export async function lessonLab(name: string, context: Context): Promise<LessonLab | undefined> {
  const opened = await openIfUp(name, context);
  if (!opened) return undefined;
  return {
    scenario: opened.state.scenario,
    hasRun: (await lastRun(opened, context)) !== undefined,
  };
}

const openIfUp = (name: string, context: Context): Promise<OpenLab | undefined> =>
  openLab(name, context).catch((error: unknown) => {
    if (error instanceof LabError) return undefined;
    throw error;
  });

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
  const opened = await openIfUp(name, context);
  if (!opened) return none;
  const { state } = opened;
  const facts = { ...none, ...stateFacts(state) };
  if (goal.kind === 'fixed')
    return { ...facts, ...(await askDoctor(goal.cause, facts, state, context)) };
  if (goal.kind === 'own-services') return { ...facts, ...(await ownServices(state, context)) };
  if (goal.kind === 'storage') return { ...facts, kept: await keptTraces(opened, context) };
  if (goal.kind !== 'traces' && goal.kind !== 'answer') return facts;
  const run = await lastRun(opened, context);
  if (!run) return facts;
  const faulty = new Set(run.records.flatMap(({ fault }) => fault?.split(':')[0] ?? []));
  return {
    ...facts,
    hasRun: true,
    traces: await tracesOf(run, state, context),
    sampledRequests: run.records.filter(({ sampled }) => sampled).length,
    faulty: [...faulty],
  };
}

const stateFacts = ({
  scenario,
  planted = [],
  fixed = [],
  undone,
}: LabState): Pick<LessonFacts, 'lab' | 'planted' | 'fixed' | 'undone'> => ({
  lab: { scenario },
  planted: planted.map(({ cause }) => cause),
  fixed,
  undone,
});

/** Asks doctor only where everything else is done. */
async function askDoctor(
  cause: string,
  { planted, fixed }: LessonFacts,
  state: LabState,
  context: Context,
): Promise<Pick<LessonFacts, 'healthy' | 'doctorsTraceIds'>> {
  if (planted.includes(cause) || !fixed.includes(cause)) return {};
  const { facts, findings } = await examineLab(state, WAIT_MS, context);
  const doctorsTraceIds = facts.services.map(({ direct }) => direct.traceId);
  return { healthy: findings.length === 0, doctorsTraceIds };
}

/** The newest run, where it was sent since the lab was started. */
async function lastRun({ folder, state }: OpenLab, context: Context): Promise<Run | undefined> {
  const newest = await newestRun(folder, () => true, context);
  return newest && isSince(newest, state) ? newest : undefined;
}

async function newestRun(
  folder: LabFolder,
  isWanted: (run: Run) => boolean,
  context: Context,
): Promise<Run | undefined> {
  for await (const run of readLedger(folder, context)) if (isWanted(run)) return run;
  return undefined;
}

/** Asks the Jaeger that runs for the traces of the last run before it was started. */
async function keptTraces({ folder, state }: OpenLab, context: Context): Promise<KeptTraces> {
  const storage = state.madeWith?.deployment?.storage ?? 'memory';
  const earlier = await newestRun(folder, (run) => !isSince(run, state), context);
  const traces = earlier ? await tracesOf(earlier, state, context) : [];
  return {
    storage,
    sought: earlier ? idsOf(earlier).length : 0,
    found: traces.map(({ traceId }) => traceId),
  };
}

async function tracesOf(run: Run, state: LabState, context: Context): Promise<Trace[]> {
  await using client = await openJaeger(jaegerUrl(state), context);
  const traces = await mapBounded(idsOf(run), AT_ONCE, (id) => client.trace(id));
  return traces.flatMap((trace) => (trace?.problems.length === 0 ? [trace] : []));
}

const idsOf = ({ records }: Run): string[] =>
  records.flatMap(({ traceId, sampled }) => (sampled ? (traceId ?? []) : [])).slice(-MOST_TRACES);

const HOUR_MS = 3_600_000;
const MOST_OWN_TRACES = 20;
/** Longer than the five seconds that an SDK keeps spans by default. */
const OWN_WITHIN_MS = 8_000;
const POLL_MS = 500;

/** Waits for spans that are still on their way. */
async function ownServices(
  state: LabState,
  context: Context,
): Promise<Pick<LessonFacts, 'listed' | 'ownTraces'>> {
  const { clock, stop } = context;
  const giveUpAt = clock.now() + OWN_WITHIN_MS;
  lineTo(context)('waiting for the spans of your services, at most 8 s');
  for (;;) {
    const found = await readOwnServices(state, context);
    const lab = { scenario: state.scenario };
    const facts = { lab, traces: [], faulty: [], planted: [], fixed: [], ...found };
    const isSolved = missingFor({ kind: 'own-services' }, facts) === undefined;
    if (isSolved || clock.now() >= giveUpAt) return found;
    await clock.sleep(POLL_MS, stop);
  }
}

async function readOwnServices(
  state: LabState,
  context: Context,
): Promise<Pick<LessonFacts, 'listed' | 'ownTraces'>> {
  await using client = await openJaeger(jaegerUrl(state), context);
  const listed = await client.services();
  const [service] = OWN_SERVICES;
  if (!listed.includes(service)) return { listed };
  const nowMs = context.clock.now();
  const ownTraces = await client.traces({
    service,
    fromUs: micros((nowMs - HOUR_MS) * 1000),
    toUs: micros((nowMs + HOUR_MS) * 1000),
    limit: MOST_OWN_TRACES,
  });
  return { listed, ownTraces };
}
