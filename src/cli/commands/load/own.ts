import { EXIT, Interrupted, LabError } from '../../../base/errors.ts';
import type { Tls } from '../../../base/tls.ts';
import { AccessRefused } from '../../../jaeger/failures.ts';
import { awaitRun } from '../../../lab/await-run.ts';
import { driveOwn } from '../../../lab/drive-own.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import { counted } from '../../../model/counted.ts';
import type { WeightedRequest } from '../../../load/drive.ts';
import { summarise } from '../../../load/latency.ts';
import type { IdSource } from '../../../load/own-trace.ts';
import { type Plan, plannedRequests } from '../../../load/schedule.ts';
import { loadProgress, waitProgress } from '../../../render/terminal/load/progress.ts';
import { renderLoad } from '../../../render/terminal/load/load.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { loadAnswerOf, throwUnlessWell } from '../../labs/answer-load.ts';
import type { DrivenRun } from '../../labs/drive-load.ts';
import { NoSuchLab } from '../../labs/open-lab.ts';
import { lineTo, next, type OutputOptions, writeAnswer } from '../../shell/output.ts';
import { openProgress, type Progress } from '../../shell/progress.ts';
import type { Access } from '../../shell/trace-options.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import {
  openTraceSource,
  type TraceSource,
  USUAL_SCHEDULE_DELAY_MS,
} from '../../traces/trace-source.ts';
import { confirmRate } from './confirm-rate.ts';
import { type OwnRequestOptions, ownRequests } from './own-requests.ts';

/** How a service behind https is reached; of a Jaeger a target says that. */
type OwnTls = Pick<Access, 'ca' | 'cert' | 'key' | 'insecure'>;

export interface OwnLoadOptions extends OutputOptions, OwnRequestOptions, OwnTls {
  readonly name: string;
  readonly isNamed?: boolean;
  readonly jaegerUrl?: string;
  readonly target?: string;
  readonly ids: IdSource;
  readonly timeout: number;
  readonly wait: number;
  readonly allowFailures?: number;
  readonly yes?: boolean;
}

/** Sends requests to one's own service, then waits until their traces are readable in one's own Jaeger, or in the lab's. */
export async function runOwnLoad(
  options: OwnLoadOptions,
  plan: Plan,
  context: Context,
): Promise<void> {
  const requests = await ownRequests(options, context);
  await confirmRate(
    requests.map(({ url }) => url),
    plan,
    options.yes ?? false,
    context,
  );
  const tls = await tlsOf(options, context);
  await using source = options.ids === 'none' ? undefined : await openSource(options, context);
  const progress = await openProgress(context, options.quiet ?? false);
  const work = { options, requests, plan, source, tls };
  const driven = await drivenWith(work, context, progress).finally(() => progress.end());
  const names = requests.map(({ name }) => name);
  const document = loadAnswerOf(options.name, driven, names);
  const text = (screen: Screen): string => renderLoad(document, screen);
  await writeAnswer({ document, text }, options, context);
  noteWithoutIds(driven, options, context);
  const run = source?.lab ? undefined : driven.run.id;
  const ofRun = source && sameTraces({ ...source, choice: { name: '', run } });
  throwUnlessWell(driven, options.allowFailures, ofRun && `jaeger-lab verify${ofRun}`);
  if (ofRun !== undefined) next(`jaeger-lab slowest${ofRun}`, options, context);
}

/** Otherwise a run without any id looks like one whose traces are all there. */
function noteWithoutIds({ traces }: DrivenRun, { ids }: OwnLoadOptions, context: Context): void {
  if (ids !== 'traceresponse' || !traces || traces.withoutId === 0) return;
  lineTo(context)(
    `${counted(traces.withoutId, 'response')} had no traceresponse header, so their traces are not known; --ids auto starts them itself`,
  );
}

async function tlsOf(
  { ca, cert, key, insecure }: OwnTls,
  context: Context,
): Promise<Tls | undefined> {
  const given = { ca, cert, key, insecure };
  if (Object.values(given).every((value) => value === undefined)) return undefined;
  const { tlsFor } = await import('../../traces/credentials.ts');
  return tlsFor(given, context);
}

/** Without a Jaeger the traces could not be waited for. */
async function openSource(options: OwnLoadOptions, context: Context): Promise<TraceSource> {
  const { name, isNamed, jaegerUrl, target, quiet } = options;
  try {
    return await openTraceSource({ name, isNamed, jaegerUrl, target, quiet }, context);
  } catch (thrown) {
    if (!(thrown instanceof NoSuchLab)) throw thrown;
    throw new LabError(`${thrown.message}, and no other Jaeger is named`, {
      hint: '--jaeger-url URL names yours; --ids none sends requests without looking at traces',
      exitCode: EXIT.usage,
    });
  }
}

interface OwnWork {
  readonly options: OwnLoadOptions;
  readonly requests: readonly WeightedRequest[];
  readonly plan: Plan;
  readonly source: TraceSource | undefined;
  readonly tls: Tls | undefined;
}

/** Every failed request counts: nothing was planted in one's own services. */
async function drivenWith(work: OwnWork, context: Context, progress: Progress): Promise<DrivenRun> {
  const { options, requests, plan, source, tls } = work;
  const { clock, stop: signal, noteScreen: screen } = context;
  const planned = plannedRequests(plan);
  const beganAt = clock.now();
  let [done, failed] = [0, 0];
  const run = await driveOwn({
    ...{ requests, plan, ids: options.ids, timeoutMs: options.timeout, tls, clock, signal },
    folder: labFolder(options.name, context.env),
    onRecord: ({ failure }) => {
      done += 1;
      if (failure !== undefined) failed += 1;
      const elapsedMs = clock.now() - beganAt;
      progress.update('load', loadProgress({ done, planned, failed, elapsedMs }, screen));
    },
  });
  progress.drop('load');
  const unplanned = run.records.filter(({ failure }) => failure !== undefined);
  const driven = { run, summary: summarise(run.records), unplanned, traces: undefined };
  if (run.interrupted || !source) return driven;
  try {
    const traces = await awaitRun({
      ...{
        run,
        source: source.client,
        timeoutMs: options.wait,
        forgetsTraces: true,
        clock,
        signal,
      },
      expected: () => undefined,
      // The services are not those of the lab, whose SDKs send sooner than by default.
      scheduleDelayMs: USUAL_SCHEDULE_DELAY_MS,
      onProgress: (readable, of) => progress.update('traces', waitProgress(readable, of, screen)),
    });
    return { ...driven, traces };
  } catch (thrown) {
    // What was measured is kept when Jaeger does not answer.
    if (!(thrown instanceof LabError) || thrown instanceof Interrupted) throw thrown;
    return { ...driven, failure: byTarget(thrown, source) };
  }
}

/** The options that a hint would name are those of the requests to the service. */
function byTarget(failure: LabError, { client, reach }: TraceSource): LabError {
  if (!(failure instanceof AccessRefused) || reach?.target !== undefined) return failure;
  const add = `jaeger-lab target add prod --jaeger-url ${client.url}`;
  return new LabError(failure.message, {
    hint: `name it as a target, with what it requires, and add --target prod: ${add} --help`,
    exitCode: failure.exitCode,
    cause: failure,
  });
}
