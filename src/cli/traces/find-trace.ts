import { nearestRank } from '../../base/percentile.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import { readRun } from '../../lab/runs.ts';
import { isComplete } from '../../model/assemble.ts';
import type { Trace } from '../../model/trace.ts';
import { counted, shortIds } from '../../render/terminal/words.ts';
import type { Context } from '../context.ts';
import { nothingKnown } from './nothing-known.ts';
import { jaegerUrl, openJaeger, openLab } from '../labs/open-lab.ts';
import { readTraces, type TracesToRead } from './read-traces.ts';

/** Names that a trace goes by within a run, or a window. */
const NAMES = ['latest', 'slowest', 'median'] as const;
type TraceName = (typeof NAMES)[number];

const isName = (text: string): text is TraceName => (NAMES as readonly string[]).includes(text);

export interface FoundTrace {
  readonly traceId: string;
  readonly client: JaegerClient;
  /** Where it was looked up: "run 3"; undefined for an id that was given whole. */
  readonly within: string | undefined;
}

/** From here on an id is taken for a whole one where no run or window has one that begins so. */
const LEAST_WHOLE = 16;

/**
 * The trace that a person means: an id, its beginning as long as no other of the run begins so, or `latest`, `slowest`,
 * `median` of the run.
 *
 * @throws LabError (usage) for what is no id, or the beginning of several; (not ready) when there is none
 */
export async function findTrace(
  text: string,
  from: TracesToRead,
  context: Context,
): Promise<FoundTrace> {
  const isId = /^[0-9a-f]{1,32}$/i.test(text);
  if (!isId && !isName(text)) {
    throw new LabError(`"${text}" is not a trace id`, {
      hint: `a trace id is made of up to 32 hex digits; ${NAMES.join(', ')} are names of traces`,
      exitCode: EXIT.usage,
    });
  }
  if (text.length === 32) {
    return {
      traceId: text.toLowerCase(),
      client: await clientFor(from, context),
      within: undefined,
    };
  }
  if (from.jaegerUrl !== undefined && from.service === undefined)
    return withoutSet(text, from, context);
  return isName(text)
    ? named(text, from, context)
    : beginningWith(text.toLowerCase(), from, context);
}

async function clientFor({ name, jaegerUrl: url }: TracesToRead, context: Context) {
  return openJaeger(url ?? jaegerUrl((await openLab(name, context)).state), context);
}

/** Another Jaeger, and no service whose traces an id could be the beginning of. */
async function withoutSet(text: string, from: TracesToRead, context: Context): Promise<FoundTrace> {
  if (!isName(text) && text.length >= LEAST_WHOLE) {
    const traceId = text.toLowerCase().padStart(32, '0');
    return { traceId, client: await clientFor(from, context), within: undefined };
  }
  const what = isName(text)
    ? `which service's ${text} trace?`
    : `"${text}" is not a whole trace id`;
  throw new LabError(what, {
    hint: 'add --service NAME, whose traces of the last hour are searched, or give all 32 digits',
    exitCode: EXIT.usage,
  });
}

async function beginningWith(
  prefix: string,
  from: TracesToRead,
  context: Context,
): Promise<FoundTrace> {
  const { ids, client, within } = await idsToChooseFrom(from, context);
  const found = ids.filter((id) => id.startsWith(prefix));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return { traceId: only, client, within };
  if (only === undefined) {
    if (prefix.length >= LEAST_WHOLE)
      return { traceId: prefix.padStart(32, '0'), client, within: undefined };
    throw new LabError(`no trace of ${within} begins with ${prefix}`, {
      hint: 'jaeger-lab traces lists them; --run names another run, and a whole id is looked up anywhere',
      exitCode: EXIT.notReady,
    });
  }
  throw ambiguous(prefix, found, within);
}

const MOST_CANDIDATES = 8;

function ambiguous(prefix: string, found: readonly string[], within: string): LabError {
  const shorten = shortIds(found);
  const shown = found.slice(0, MOST_CANDIDATES).map(shorten);
  const more = found.length - shown.length;
  return new LabError(`${counted(found.length, 'trace')} of ${within} begin with ${prefix}`, {
    hint: `type more of it: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    exitCode: EXIT.usage,
  });
}

interface Choice {
  readonly ids: readonly string[];
  readonly client: JaegerClient;
  readonly within: string;
}

async function idsToChooseFrom(from: TracesToRead, context: Context): Promise<Choice> {
  if (from.jaegerUrl !== undefined || from.since !== undefined) {
    const [client, read] = await Promise.all([clientFor(from, context), readTraces(from, context)]);
    return { ids: read.traces.map(({ traceId }) => traceId), client, within: read.what };
  }
  const { folder, state } = await openLab(from.name, context);
  const run = await readRun(folder, from.run);
  const ids = run.records.flatMap(({ traceId, sampled }) => (sampled && traceId ? [traceId] : []));
  return { ids, client: await openJaeger(jaegerUrl(state), context), within: `run ${run.id}` };
}

async function named(name: TraceName, from: TracesToRead, context: Context): Promise<FoundTrace> {
  const [client, read] = await Promise.all([clientFor(from, context), readTraces(from, context)]);
  const trace = chooseTrace(name, read.traces);
  if (trace === undefined) throw nothingKnown('no whole trace', read.what, from);
  return { traceId: trace.traceId, client, within: read.what };
}

/** Of the complete traces, by the start or the duration of the request; the smaller id of two that are equal. */
export function chooseTrace(name: TraceName, traces: readonly Trace[]): Trace | undefined {
  const complete = traces.filter((trace) => isComplete(trace) && trace.roots.length > 0);
  const sorted = complete.toSorted(
    (a, b) => measure(name, a) - measure(name, b) || (a.traceId < b.traceId ? 1 : -1),
  );
  if (name !== 'median') return sorted.at(-1);
  const ranks = [...sorted.keys()];
  return sorted[nearestRank(ranks, 50) ?? 0];
}

function measure(name: TraceName, { roots }: Trace): number {
  return roots.reduce(
    (most, root) => Math.max(most, name === 'latest' ? root.startUs : root.durationUs),
    0,
  );
}
