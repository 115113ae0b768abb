import { EXIT, Interrupted, LabError, throwIfInterrupted } from '../../../base/errors.ts';
import { waitUntil } from '../../../base/wait-until.ts';
import { IN_MEMORY } from '../../../lab/deployment.ts';
import { repairLab } from '../../../lab/repair.ts';
import type { LabState } from '../../../lab/state.ts';
import type { RequestRecord } from '../../../load/request-record.ts';
import type { ComponentSpec, LabSpec, Runtime } from '../../../runtime/runtime.ts';
import type { Context } from '../../context.ts';
import { type DrivenLoad, driveLoad, scenarioToDrive } from '../../labs/drive-load.ts';
import { keptSpec } from '../../labs/kept-spec.ts';
import { jaegerUrl, openJaeger, openLab, type OpenLab } from '../../labs/open-lab.ts';
import { openRuntimeOf } from '../../labs/open-runtime.ts';
import { reportUp } from '../../labs/report-up.ts';
import { openProgress, type Progress } from '../../shell/progress.ts';
import type { OutageAnswer } from './answer.ts';
import { outageCause, roleOf } from './cause.ts';

export interface OutageWork {
  readonly name: string;
  readonly component: string;
  /** How long it stays stopped before it is started again. */
  readonly forMs: number;
  readonly perSecond: number;
  /** Load before the stop, and after the start. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** For the traces, from when it is ready again. */
  readonly waitMs: number;
  readonly quiet?: boolean | undefined;
}

/** Longer than a service waits for a component that does not answer. */
const REQUEST_TIMEOUT_MS = 60_000;

/** An outage as it was: milliseconds since the epoch. */
interface Outage {
  readonly stoppedMs: number;
  readonly readyMs: number;
  readonly state: LabState;
}

interface Broken {
  readonly lab: OpenLab;
  readonly runtime: Runtime;
  readonly spec: LabSpec;
}

/**
 * Sends load, stops a component in the middle and starts it again, then waits for the traces of all requests and counts
 * those that were accepted and cannot be read.
 *
 * @throws LabError for a component that the lab does not have, or one that does not start again; Interrupted
 */
export async function driveOutage(work: OutageWork, context: Context): Promise<OutageAnswer> {
  const lab = await openLab(work.name, context);
  // Without services nothing could be counted, and what is stopped may lose what it holds.
  await scenarioToDrive(lab.state);
  const { runtime } = await openRuntimeOf(lab.state, context);
  const spec = await keptSpec(lab.state, await runtime.jaeger(lab.state.jaeger));
  const target = targetIn(spec, work.component);
  const [broken] = await endedIn(spec, runtime);
  if (broken)
    throw new LabError(`${broken.component} does not run: no outage of another can be counted`, {
      evidence: [`${broken.component} ${broken.ended}`],
      hint: 'jaeger-lab repair',
    });
  const progress = await openProgress(context, work.quiet ?? false);
  // What cannot be started again must not be stopped: its image may be gone.
  await runtime.prepare(spec, reportUp(progress, context), context.stop);
  const failed = new AbortController();
  const stop = AbortSignal.any([context.stop, failed.signal]);
  const outage = breakAndMend({ lab, runtime, spec }, work, { ...context, stop }, progress);
  // Load for a component that does not come back would show nothing more.
  outage.catch(() => failed.abort());
  const meanwhile = outage.then(({ state }) => state);
  // Its failure is the one of the outage, also where the load ends first.
  meanwhile.catch(() => undefined);
  const load = driveLoad(
    {
      lab,
      plan: {
        kind: 'open',
        perSecond: work.perSecond,
        durationMs: work.beforeMs + work.forMs + work.afterMs,
      },
      timeoutMs: REQUEST_TIMEOUT_MS,
      waitMs: work.waitMs,
      meanwhile,
      quietMs: Math.max(work.forMs, 15_000),
    },
    { ...context, stop },
    progress,
  );
  const [{ stoppedMs, readyMs }, driven] = await Promise.all([outage, load]);
  if (!driven.traces) throw driven.failure ?? new Interrupted();
  const alsoEnded = await endedIn(spec, runtime);
  return answerOf(work, target, { stoppedMs, readyMs, alsoEnded }, driven, lab.state);
}

type Ended = OutageAnswer['alsoEnded'][number];

/** What does not run, and why. */
async function endedIn({ name, components }: LabSpec, runtime: Runtime): Promise<Ended[]> {
  const found = await runtime.find(name);
  return components.flatMap(({ name: component }) => {
    const now = found.find((one) => one.name === component);
    return now?.state === 'running' ? [] : [{ component, ended: now?.ended ?? 'is not there' }];
  });
}

function targetIn({ name, components }: LabSpec, component: string): ComponentSpec {
  const found = components.find((one) => one.name === component);
  if (found) return found;
  throw new LabError(`lab "${name}" has no component "${component}"`, {
    hint: `one of: ${components.map((one) => one.name).join(', ')}`,
    exitCode: EXIT.usage,
  });
}

async function breakAndMend(
  { lab: { folder, state }, runtime, spec }: Broken,
  { component, beforeMs, forMs }: OutageWork,
  context: Context,
  progress: Progress,
): Promise<Outage> {
  const { clock, stop: signal } = context;
  await clock.sleep(beforeMs, signal);
  throwIfInterrupted(signal);
  const stoppedMs = clock.now();
  progress.update('outage', `  stopping ${component}`);
  await runtime.stop(spec.name, component);
  progress.update('outage', `  ${component} is stopped`);
  await clock.sleep(Math.max(0, forMs - (clock.now() - stoppedMs)), signal);
  progress.drop('outage');
  if (signal.aborted) throw leftStopped(component);
  const on = reportUp(progress, context);
  const mended = await repairLab({ folder, state, spec, component, runtime, on, signal });
  const readyMs = clock.now();
  await untilRead(mended, context);
  return { stoppedMs, readyMs, state: mended };
}

/** A query that has lost its storage takes seconds to notice that it is back: until then nothing can be counted. */
async function untilRead(state: LabState, context: Context): Promise<void> {
  const { clock, stop: signal } = context;
  await using jaeger = await openJaeger(jaegerUrl(state), context);
  const limits = { timeoutMs: READ_WITHIN_MS, everyMs: 250, signal };
  const answers = (): Promise<true | undefined> =>
    jaeger.services().then(
      () => true,
      (error: unknown) => {
        if (error instanceof LabError) return undefined;
        throw error;
      },
    );
  await waitUntil('Jaeger to read its storage again', answers, limits, clock);
}

const READ_WITHIN_MS = 120_000;

const leftStopped = (component: string): LabError =>
  new LabError(`interrupted: ${component} is still stopped`, {
    hint: `jaeger-lab repair ${component}`,
    exitCode: EXIT.interrupted,
  });

interface Counted extends Pick<Outage, 'stoppedMs' | 'readyMs'> {
  readonly alsoEnded: Ended[];
}

function answerOf(
  { name, component }: OutageWork,
  target: ComponentSpec,
  { stoppedMs, readyMs, alsoEnded }: Counted,
  { run, traces }: DrivenLoad,
  state: LabState,
): OutageAnswer {
  const accepted = run.records.filter(isAccepted);
  const lost = accepted.filter(({ traceId = '' }) => !traces?.readable.has(traceId));
  const found = new Set(traces?.wrong.map(({ traceId }) => traceId));
  const missing = lost.filter(({ traceId = '' }) => !found.has(traceId)).length;
  const isDown = ({ dueMs }: RequestRecord): boolean => dueMs >= stoppedMs && dueMs < readyMs;
  const role = roleOf(target);
  const deployment = state.madeWith?.deployment ?? IN_MEMORY;
  return {
    schema: 'jaeger-lab/outage@1',
    ...{ lab: name, component, role, run: run.id },
    stoppedAt: new Date(stoppedMs).toISOString(),
    downMs: readyMs - stoppedMs,
    requests: run.records.length,
    failed: run.records.filter(({ failure }) => failure !== undefined).length,
    accepted: accepted.length,
    readable: accepted.length - lost.length,
    incomplete: lost.length - missing,
    missing,
    lost: lost.length,
    acceptedWhileDown: accepted.filter(isDown).length,
    lostWhileDown: lost.filter(isDown).length,
    isExact: traces?.late === false,
    alsoEnded,
    ...outageCause({ role, jaeger: state.jaeger, deployment, lost: lost.length, alsoEnded }),
    lostTraceIds: lost.map(({ traceId = '' }) => traceId),
  };
}

/** A good response whose service reported that it recorded the request. */
const isAccepted = ({ failure, sampled, traceId }: RequestRecord): boolean =>
  failure === undefined && sampled === true && traceId !== undefined;
