import {
  chooseTrace,
  TRACE_NAMES,
  type TraceName,
  traceNameIn,
} from '../../analysis/choose-trace.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import type { Run } from '../../lab/runs.ts';
import { counted } from '../../model/counted.ts';
import { typedTraceId } from '../../model/typed-trace-id.ts';
import { shortIds } from '../../render/terminal/words.ts';
import type { Context } from '../context.ts';
import { readLedger } from '../labs/read-ledger.ts';
import { nothingKnown } from './nothing-known.ts';
import { idsOf, readTraces, type TracesRead } from './read-traces.ts';
import { SeenOperations } from './seen-operations.ts';
import { scopeOf, type TraceSource } from './trace-source.ts';

export interface FoundTrace {
  readonly traceId: string;
  /** Where it was looked up: "run 3"; undefined for an id that was given whole. */
  readonly within: string | undefined;
}

/** From here on an id is taken for a whole one where no run or window has one that begins so. */
const LEAST_WHOLE = 16;

/**
 * The trace that a person means: an id, its beginning as long as no other of the run begins so (the last run, or the
 * newest before it that has one), the address of its page, a `traceparent`, or `latest`, `slowest`, `median` of the run.
 *
 * @throws LabError (usage) for what is no id, or the beginning of several; (not ready) when there is none
 */
export async function findTrace(
  typed: string,
  source: TraceSource,
  context: Context,
): Promise<FoundTrace> {
  const name = traceNameIn(typed);
  if (name) return named(name, source, context);
  const id = traceIdIn(typed);
  return id.length === 32 ? { traceId: id, within: undefined } : beginningWith(id, source, context);
}

/** A name as it is, else the digits of the id that was typed. @throws LabError (usage) for anything else */
export function traceIdIn(typed: string): string {
  if (traceNameIn(typed)) return typed;
  const id = typedTraceId(typed);
  if (id !== undefined) return id;
  throw new LabError(`"${typed}" is not a trace id`, {
    hint: `use a trace id (up to 32 hex digits), the URL of its page, a traceparent, or ${TRACE_NAMES.join(', ')}`,
    exitCode: EXIT.usage,
  });
}

async function beginningWith(
  prefix: string,
  source: TraceSource,
  context: Context,
): Promise<FoundTrace> {
  const { ids, within } = await idsToChooseFrom(source, context);
  const isMeant = (id: string): boolean => id.startsWith(prefix);
  const found = ids.filter(isMeant);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return { traceId: only, within };
  if (only !== undefined) throw ambiguous(prefix, found, within);
  for await (const { ids: before, within: run } of olderRuns(source, context)) {
    const [first, ...more] = before.filter(isMeant);
    if (first !== undefined && more.length === 0) return { traceId: first, within: run };
    if (first !== undefined) throw ambiguous(prefix, [first, ...more], run);
  }
  if (prefix.length >= LEAST_WHOLE) return { traceId: prefix.padStart(32, '0'), within: undefined };
  throw new LabError(`no trace of ${within} starts with ${prefix}`, {
    hint: 'jaeger-lab traces',
    exitCode: EXIT.notReady,
  });
}

const MOST_CANDIDATES = 8;

/** @param found the ids that begin so @param within where they were looked up: "run 3" */
export function ambiguous(prefix: string, found: readonly string[], within: string): LabError {
  const shorten = shortIds(found);
  const shown = found.slice(0, MOST_CANDIDATES).map(shorten);
  const more = found.length - shown.length;
  return new LabError(
    `ambiguous id ${prefix}: ${counted(found.length, 'trace')} of ${within} start with it`,
    {
      hint: `use more digits: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
      exitCode: EXIT.usage,
    },
  );
}

interface Choice {
  readonly ids: readonly string[];
  readonly within: string;
}

/** Of a run the ledger knows the ids, so that its traces need not be read. */
async function idsToChooseFrom(source: TraceSource, context: Context): Promise<Choice> {
  const { run } = await scopeOf(source, context);
  if (run) return choiceOf(run);
  const { traces, what } = await readTraces(source, context);
  return { ids: traces.map(({ traceId }) => traceId), within: what };
}

/** The runs before the one that is read where no run or time is named, newest first. */
async function* olderRuns(source: TraceSource, context: Context): AsyncGenerator<Choice> {
  const { lab, choice } = source;
  const { run: newest } = await scopeOf(source, context);
  if (!lab || !newest || choice.run !== undefined) return;
  for await (const run of readLedger(lab.folder, context))
    if (run.id < newest.id) yield choiceOf(run);
}

const choiceOf = (run: Run): Choice => ({ ids: idsOf(run), within: `run ${run.id}` });

async function named(name: TraceName, source: TraceSource, context: Context): Promise<FoundTrace> {
  const read = await readTraces(source, context);
  const { traces, what } = read;
  const trace = chooseTrace(name, traces);
  if (trace === undefined) throw await nothingKnown('complete traces', read, source);
  return { traceId: trace.traceId, within: what };
}

/** One trace alone, as what an analysis is about. @throws LabError when Jaeger does not have it */
export async function readOne(
  typed: string,
  source: TraceSource,
  context: Context,
): Promise<TracesRead> {
  const { client } = source;
  const { traceId, within } = await findTrace(typed, source, context);
  const trace = await client.trace(traceId);
  if (trace === undefined) throw notThere(traceId, within, source);
  return {
    jaegerUrl: client.url,
    jaegerVersion: await client.version(),
    uiUrl: await client.uiUrl(),
    ...{ run: undefined, window: undefined, pages: undefined, missing: [] },
    what: `trace ${traceId}`,
    ...{ count: 1, read: 1 },
    operations: new SeenOperations(source.choice),
    traces: [trace],
  };
}

/** @param within where it was looked up: "run 3" */
export function notThere(
  traceId: string,
  within: string | undefined,
  { client, files }: TraceSource,
): LabError {
  const of = within === undefined ? '' : ` of ${within}`;
  return new LabError(`${client.called} does not have trace ${traceId}${of}`, {
    hint: files
      ? 'list those in it: jaeger-lab traces --file PATH'
      : 'list those that it knows: jaeger-lab traces; a fresh trace takes a moment to arrive',
  });
}
