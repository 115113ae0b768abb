import { EXIT, LabError } from '../../base/errors.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import { DEFAULT_LAB, labFolder } from '../../lab/lab-folder.ts';
import { isOwn, isSince, readRun, type Run, runIds } from '../../lab/runs.ts';
import { sentRequests } from '../../render/terminal/sent-requests.ts';
import { type Micros, micros } from '../../model/units.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';
import { jaegerUrl, type OpenLab, openJaeger, openLab } from '../labs/open-lab.ts';
import type { TraceChoice } from '../shell/trace-options.ts';
import type { NamedTarget } from './credentials.ts';

/** Where traces are asked for, and which: one connection for all that a command asks, closed when it is disposed. */
export interface TraceSource extends AsyncDisposable {
  readonly choice: TraceChoice;
  readonly client: JaegerClient;
  /** The options by which the server in front of another Jaeger is passed. */
  readonly reach?: Partial<TraceChoice> | undefined;
  /** Set where files are read instead of a Jaeger. */
  readonly files?: readonly string[] | undefined;
  /** Undefined where another Jaeger is asked, or files are read. */
  readonly lab: OpenLab | undefined;
}

/** @throws LabError (usage) for a run of another Jaeger, or a malformed address; (not ready) without a lab */
export async function openTraceSource(choice: TraceChoice, context: Context): Promise<TraceSource> {
  refuseContradictions(choice);
  if (choice.file) return openFileSource(choice, choice.file, context);
  const other = await otherJaeger(choice, context);
  if (other !== undefined) return openOther(choice, other, context);
  const lab = await openLab(choice.name, context);
  const client = await openJaeger(jaegerUrl(lab.state), context);
  return { choice, client, lab, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

/** A Jaeger that is not a lab's. */
interface OtherJaeger {
  readonly url: string;
  /** What named it. */
  readonly by: string;
  readonly target?: NamedTarget;
}

/** By an option, then by a target; by the environment where neither a lab nor a run of one is named. */
async function otherJaeger(
  { jaegerUrl: url, target: name, ...choice }: TraceChoice,
  { env }: Context,
): Promise<OtherJaeger | undefined> {
  if (url !== undefined) return { url, by: '--jaeger-url' };
  if (name !== undefined) {
    const { targetNamed } = await import('./targets.ts');
    const target = await targetNamed(name, env);
    return { url: target.jaegerUrl, by: `--target ${name}`, target: { name, ...target } };
  }
  const { JAEGER_LAB_JAEGER_URL: usual } = env;
  const isLab =
    choice.isNamed === true || choice.name !== DEFAULT_LAB || (await isOfLab(choice, env));
  return usual && !isLab ? { url: usual, by: 'JAEGER_LAB_JAEGER_URL' } : undefined;
}

/** Whether a run is named that is not one of load --url. */
async function isOfLab({ name, run }: TraceChoice, env: Context['env']): Promise<boolean> {
  if (run === undefined) return false;
  const id = run === 'latest' ? undefined : run;
  const found = await readRun(labFolder(name, env), id).catch(() => undefined);
  return !found || !isOwn(found);
}

async function openOther(
  choice: TraceChoice,
  { url, by, target }: OtherJaeger,
  context: Context,
): Promise<TraceSource> {
  const { credentialsFor } = await import('./credentials.ts');
  const credentials = await credentialsFor(choice, context, target);
  const client = await openJaeger(url, context, credentials);
  if (!choice.quiet) lineTo(context)(`asking ${client.url}, by ${by}`);
  const { bearerTokenFile, ca, cert, key, insecure } = choice;
  return {
    ...{ choice, client, lab: undefined },
    reach: { target: target?.name, bearerTokenFile, ca, cert, key, insecure },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** Loads the readers of files only here. */
async function openFileSource(
  choice: TraceChoice,
  paths: readonly string[],
  context: Context,
): Promise<TraceSource> {
  const { openFiles } = await import('../../files/open-files.ts');
  const { stdin, stop: signal } = context;
  const note = lineTo(context);
  const client = await openFiles({ paths, stdin, signal, note });
  return {
    ...{ choice, client, lab: undefined, files: paths },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** @throws LabError (usage) for options that exclude each other */
function refuseContradictions(choice: TraceChoice): void {
  const { from, to, min, max, spanMin, spanMax } = choice;
  const wrong: [isWrong: boolean, sentence: string, hint: string][] = [
    [isAbove(from, to), '--from must be earlier than --to', 'swap them'],
    [isAbove(min, max), '--min is larger than --max', 'swap them'],
    [isAbove(spanMin, spanMax), '--span-min is larger than --span-max', 'swap them'],
  ];
  const [, sentence, hint] = wrong.find(([isWrong]) => isWrong) ?? [];
  if (sentence && hint) throw new LabError(sentence, { hint, exitCode: EXIT.usage });
}

const isAbove = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && a > b;

/** What is looked at where no time is named. */
export const LAST_HOUR_MS = 3_600_000;

/** From the beginning to the end of all times. */
export const ALL_TIME: TimeWindow = { fromUs: micros(0), toUs: micros(Number.MAX_SAFE_INTEGER) };

export interface TimeWindow {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** Which traces: those of a run of the ledger, or those of a time. */
export type Scope =
  | { readonly run: Run; readonly lab: OpenLab | undefined }
  | { readonly run?: undefined; readonly window: TimeWindow };

/**
 * The run that is named, else the last since the lab came up; in a lab without one (its services were called by hand),
 * in another Jaeger, and where a time is named, that time or the hour before its end; of files all that the time leaves. Of a
 * run without trace ids it is the time of the run.
 *
 * @throws LabError (usage) when there is no such run, or it is not one that another Jaeger can have
 */
export async function scopeOf(source: TraceSource, context: Context): Promise<Scope> {
  const { choice, lab, files } = source;
  const { since, from, to } = choice;
  const hasWindow = [since, from, to].some((time) => time !== undefined);
  const run = hasWindow ? undefined : await runOf(source, context);
  if (run) return hasIds(run) ? { lab, run } : { window: windowOf(run) };
  return { window: windowAsked(choice, files !== undefined, context) };
}

function windowAsked(
  { since, from, to }: TraceChoice,
  isOfFiles: boolean,
  { clock }: Context,
): TimeWindow {
  const hasStart = since !== undefined || from !== undefined;
  if (isOfFiles && !hasStart) return to === undefined ? ALL_TIME : { ...ALL_TIME, toUs: to };
  const toUs = to ?? micros(Math.ceil(clock.now() * 1000));
  return { fromUs: from ?? micros(Math.floor(toUs - (since ?? LAST_HOUR_MS) * 1000)), toUs };
}

/** A run of a lab has the ids that its services named, if only none. */
const hasIds = (run: Run): boolean =>
  !isOwn(run) || run.records.some(({ traceId }) => traceId !== undefined);

/** The clocks of machines that are kept in time differ by less. */
const CLOCKS_DIFFER_US = 1_000_000;

const windowOf = ({ startedAt, finishedAt }: Run): TimeWindow => ({
  fromUs: micros(Date.parse(startedAt) * 1000 - CLOCKS_DIFFER_US),
  toUs: micros(Date.parse(finishedAt) * 1000 + CLOCKS_DIFFER_US),
});

async function runOf(
  { lab, files, client, choice: { name, run: named } }: TraceSource,
  { env }: Context,
): Promise<Run | undefined> {
  const id = named === 'latest' ? undefined : named;
  if (lab) {
    if (named !== undefined) return readRun(lab.folder, id);
    if ((await runIds(lab.folder)).length === 0) return undefined;
    const run = await readRun(lab.folder);
    return isSince(run, lab.state) ? run : undefined;
  }
  if (named === undefined) return undefined;
  const run = await readRun(labFolder(name, env), id).catch(() => undefined);
  if (run && isOwn(run)) return run;
  const others = files
    ? '--from and --to choose by time'
    : 'only those of load --url are of another Jaeger';
  throw new LabError(`${client.called} has no runs: a run belongs to a lab`, {
    hint: `omit --run or --runs; ${others}`,
    exitCode: EXIT.usage,
  });
}

/** How long the batch processors of OpenTelemetry keep spans by default. */
export const USUAL_SCHEDULE_DELAY_MS = 5_000;

const LEAST_SETTLING_MS = 10_000;

/** What was read of an interrupted run is not what its plan would have shown. */
export function noteIfInterrupted(
  { id, records, interrupted, planned }: Run,
  context: Context,
): void {
  if (!interrupted) return;
  const sent = sentRequests({ requests: records.length, interrupted, planned });
  lineTo(context)(`run ${id} was interrupted: ${sent} requests ended, others were cut off`);
}

/** Of a trace without a root that ended before this moment no root is still to come: it is sent last. */
export function settledUs({ lab }: TraceSource, { clock }: Context): Micros {
  const waitMs = Math.max(LEAST_SETTLING_MS, 2 * (lab?.state.scheduleDelayMs ?? 0));
  return micros(Math.floor((clock.now() - waitMs) * 1000));
}
