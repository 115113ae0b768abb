import { hasSpan } from '../../analysis/span-search.ts';
import { exclusionsOf, isWanted } from '../../analysis/trace-filter.ts';
import { mapBounded } from '../../base/bounded.ts';
import { LabError } from '../../base/errors.ts';
import type { Run } from '../../lab/runs.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import type { PagesRead } from '../../jaeger/pages.ts';
import { zonedTime } from '../../model/instant.ts';
import type { Trace } from '../../model/trace.ts';
import { readProgress } from '../../render/terminal/load/progress.ts';
import { counted } from '../../model/counted.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';
import { openProgress } from '../shell/progress.ts';
import { conditions } from './conditions.ts';
import { cutNotes, filterNotes, leftOutNotes, sampledNotes, unusedNotes } from './read-notes.ts';
import { OwnTraces } from './own-traces.ts';
import { throwIfMistyped } from './nothing-known.ts';
import { SeenOperations } from './seen-operations.ts';
import { filterOf, MOST_SPANS, MOST_TRACES, type TraceChoice } from '../shell/trace-options.ts';
import {
  ALL_TIME,
  LAST_HOUR_MS,
  noteIfInterrupted,
  type Scope,
  scopeOf,
  type TimeWindow,
  type TraceSource,
} from './trace-source.ts';

/** Where the traces come from. */
export interface TracesOrigin {
  readonly jaegerUrl: string;
  readonly jaegerVersion: string | undefined;
  /** Where a browser shows the traces; undefined where Jaeger has no UI. */
  readonly uiUrl: string | undefined;
  readonly run: number | undefined;
  /** Undefined for a run. */
  readonly window: TimeWindow | undefined;
  /** For a person: "run 3", "the last 60 min". */
  readonly what: string;
  /** Ids of the run that Jaeger does not know. */
  readonly missing: readonly string[];
  /** How many traces there were that match, and how many were read. */
  readonly count: number;
  readonly read: number;
  /** Of a window: how it was read. */
  readonly pages: PagesRead | undefined;
  readonly operations: SeenOperations;
}

export interface TracesRead extends TracesOrigin {
  readonly traces: readonly Trace[];
}

const AT_ONCE = 8;
const MINUTE_MS = 60_000;

/**
 * The traces that an analysis is about: those of a run of load by their ids, or what a Jaeger has in a time window.
 *
 * @throws LabError (not ready) without a run, or an answer
 */
export async function readTraces(source: TraceSource, context: Context): Promise<TracesRead> {
  const traces: Trace[] = [];
  const { choice } = source;
  const bounded = { ...source, choice: { ...choice, maxTraces: choice.maxTraces ?? MOST_TRACES } };
  const origin = await eachTrace(bounded, context, (trace) => traces.push(trace));
  return { ...origin, traces };
}

/** Takes each trace once, in no order. */
type Take = (trace: Trace) => void;

/** The same one by one, each once and in no order, so that the caller need not keep them all. Shows its progress meanwhile. */
export async function eachTrace(
  source: TraceSource,
  context: Context,
  take: Take,
): Promise<TracesOrigin> {
  const { client, choice } = source;
  const filter = filterOf(choice);
  const scope = await scopeOf(source, context);
  if (scope.run) noteIfInterrupted(scope.run, context);
  const progress = await openProgress(context, choice.quiet ?? false);
  let read = 0;
  let count = 0;
  const unused = new Set(exclusionsOf(filter));
  const own = new OwnTraces(scope, choice);
  const operations = new SeenOperations(choice);
  const seen = (trace: Trace | undefined, of?: number): void => {
    if (own.has(trace)) return;
    read += 1;
    progress.update('read', readProgress(read, of, context.noteScreen));
    if (!trace) return;
    // A hint needs them only where nothing was found, or an exclusion has left nothing out.
    if (count === 0 || unused.size > 0) operations.add(trace);
    for (const exclusion of unused) if (hasSpan(trace, exclusion)) unused.delete(exclusion);
    if (!isWanted(trace, filter)) return;
    count += 1;
    take(trace);
  };
  try {
    const [jaegerVersion, uiUrl, found] = await Promise.all([
      client.version(),
      client.uiUrl(),
      foundIn(scope, source, context, seen),
    ]);
    progress.end();
    if (read > 0) await throwIfMistyped([...unused], operations, source);
    const { leftOut = 0, hasMostSpans = false, ...origin } = found;
    const notes = [
      ...(scope.run ? sampledNotes(scope.run) : []),
      ...leftOutNotes(found.what, { read, leftOut, hasMostSpans }),
      ...cutNotes(found.pages, read),
      ...filterNotes(found, { read, count }),
      ...(read > 0 ? unusedNotes([...unused]) : []),
      ...own.notes(),
    ];
    notes.forEach(lineTo(context));
    const what = `${found.what}${conditions(choice)}`;
    const asked = { jaegerUrl: client.url, jaegerVersion, uiUrl };
    return { ...asked, ...origin, what, count, read, operations };
  } finally {
    progress.end();
  }
}

type Found = Omit<
  TracesOrigin,
  'jaegerUrl' | 'jaegerVersion' | 'uiUrl' | 'count' | 'read' | 'operations'
> & {
  /** Of a run: traces beyond `--max-traces`. */
  readonly leftOut?: number;
  /** Some of them because those that were read have as many spans as may be read. */
  readonly hasMostSpans?: boolean;
};

/** Calls `seen` with each trace. */
function foundIn(
  scope: Scope,
  source: TraceSource,
  context: Context,
  seen: (trace: Trace | undefined, of?: number) => void,
): Promise<Found> {
  if (scope.run) return ofRun(scope.run, source, seen);
  return (source.files ? ofFiles : ofWindow)(scope.window, source, context, seen);
}

/** @param seen called with each that was asked for, found or not */
async function ofRun(
  run: Run,
  { client, choice }: TraceSource,
  seen: (trace: Trace | undefined, of: number) => void,
): Promise<Found> {
  const all = idsOf(run);
  const ids = evenly(all, choice.maxTraces ?? MOST_TRACES);
  if (ids.length === 0 && run.records.some(({ sampled }) => sampled === false))
    throw noneSampled(run);
  const missing: string[] = [];
  let [asked, spans] = [0, 0];
  await mapBounded(ids, AT_ONCE, async (id) => {
    if (spans >= mostSpans(choice)) return;
    asked += 1;
    const trace = await client.trace(id);
    if (!trace) missing.push(id);
    spans += trace?.spans.length ?? 0;
    seen(trace, ids.length);
  });
  const leftOut = all.length - asked;
  return {
    ...{ run: run.id, window: undefined, what: `run ${run.id}` },
    ...{ missing, pages: undefined, leftOut, hasMostSpans: asked < ids.length },
  };
}

/** Without an end only for a person who asked for all. */
const mostSpans = ({ maxTraces = MOST_TRACES }: TraceChoice): number =>
  Number.isFinite(maxTraces) ? MOST_SPANS : Infinity;

/** At most so many, spread over all of them. */
const evenly = <Item>(items: readonly Item[], most: number): readonly Item[] =>
  items.length <= most
    ? items
    : items.filter(
        (_, i) =>
          Math.floor((i * most) / items.length) !== Math.floor(((i - 1) * most) / items.length),
      );

/** The traces of a run that are recorded. */
export const idsOf = ({ records }: Run): string[] =>
  records.flatMap(({ traceId, sampled }) => (sampled && traceId ? [traceId] : []));

const noneSampled = ({ id, records }: Run): LabError =>
  new LabError(
    `run ${id} has no traces: none of its ${counted(records.length, 'request')} was sampled`,
    { hint: 'jaeger-lab load --n 500; or sample more: jaeger-lab up --sample 100%' },
  );

/** Asks Jaeger for what it can search; `seen` leaves out the rest. */
async function ofWindow(
  window: TimeWindow,
  { client, choice }: TraceSource,
  context: Context,
  seen: (trace: Trace) => void,
): Promise<Found> {
  const { service, attributes, minDurationUs, maxDurationUs } = filterOf(choice);
  const operation = await exactOperation(client, choice);
  const { maxTraces = MOST_TRACES } = choice;
  const most = Number.isFinite(maxTraces) ? { maxTraces, maxSpans: mostSpans(choice) } : {};
  const searched = { service, operation, attributes, minDurationUs, maxDurationUs, ...most };
  const pages = await client.allTraces({ ...searched, ...window }, (traces) => {
    for (const trace of traces) seen(trace);
  });
  return { run: undefined, window, what: whenOf(choice, window, context), missing: [], pages };
}

/** Files are read as a whole. With a bound the first ones are taken. */
async function ofFiles(
  window: TimeWindow,
  { client, choice }: TraceSource,
  context: Context,
  seen: (trace: Trace) => void,
): Promise<Found> {
  const { maxTraces } = choice;
  const { isFull } = await client.allTraces({ ...window, maxTraces }, (traces) => {
    for (const trace of traces) seen(trace);
  });
  if (isFull)
    context.note(
      `only the first ${counted(maxTraces ?? 0, 'trace')} read: raise --max-traces for more\n`,
    );
  const isWhole = window === ALL_TIME;
  const when = isWhole ? '' : ` ${whenOf(choice, window, context)}`;
  const what = `${client.called}${when}`;
  return {
    ...{ run: undefined, window: isWhole ? undefined : window, what, missing: [] },
    pages: undefined,
  };
}

/** Jaeger knows operations by the names of spans only; of a folded one `seen` finds the traces. */
async function exactOperation(
  client: JaegerClient,
  { service, operation }: TraceChoice,
): Promise<string | undefined> {
  if (service === undefined || operation === undefined) return undefined;
  return (await client.operations(service)).includes(operation) ? operation : undefined;
}

/** "the last 60 min", or both ends, or the only one. A run that is looked for by its time has no ids of traces. */
function whenOf(
  { since = LAST_HOUR_MS, from, to, run }: TraceChoice,
  window: TimeWindow,
  zone: Pick<Context, 'utc'>,
): string {
  if (run !== undefined) return `the time of ${run === 'latest' ? 'the latest run' : `run ${run}`}`;
  if (from === undefined && to === undefined) return `the last ${minutes(since)}`;
  if (window.fromUs === ALL_TIME.fromUs) return `until ${zonedTime(window.toUs, zone)}`;
  return `${zonedTime(window.fromUs, zone)} to ${zonedTime(window.toUs, zone)}`;
}

const minutes = (ms: number): string =>
  ms < MINUTE_MS ? `${ms / 1000} s` : `${Math.round(ms / MINUTE_MS)} min`;
