import { TRACE_NAMES } from '../../../analysis/choose-trace.ts';
import { LabError } from '../../../base/errors.ts';
import type { Trace } from '../../../model/trace.ts';
import { counted } from '../../../model/counted.ts';
import { typedTraceId } from '../../../model/typed-trace-id.ts';
import { shortIds } from '../../../render/terminal/words.ts';
import type { TracesFound, TraceStore } from './trace-store.ts';

/** From here on an id is taken for a whole one where no trace begins so, as the commands do. */
const LEAST_WHOLE = 16;
const MOST_CANDIDATES = 8;

/** @throws LabError for what contains no id */
export function idIn(typed: string): string {
  const id = typedTraceId(typed);
  if (id !== undefined) return id;
  throw new LabError(`"${typed}" is not a trace id`, {
    hint: `use up to 32 digits from 0-9 and a-f, the URL of its page, a traceparent, or ${TRACE_NAMES.join(', ')}`,
  });
}

/**
 * The scope in which a name such as `latest` is looked up, as the commands do: that of the address, else the last run.
 *
 * @param query of the page's address
 */
export async function scopeOfNames(query: string, store: TraceStore): Promise<string> {
  const scope = new URLSearchParams(query);
  if (['run', 'lookback', 'start'].some((key) => scope.has(key))) return query;
  const { runs } = await store.about();
  const run = runs.at(-1);
  if (run) scope.set('run', String(run.id));
  return scope.toString();
}

/**
 * The trace of an id, or of its beginning, which is looked up in what was read, then in the last run, then in the last
 * hour.
 *
 * @param known what was read before
 * @param read the traces of a scope, by the query of its address
 * @throws LabError without such a trace, or for the beginning of several
 */
export async function traceById(
  typed: string,
  known: readonly TracesFound[],
  store: TraceStore,
  read: (query: string) => Promise<TracesFound>,
): Promise<Trace> {
  const id = idIn(typed);
  const trace = beginning(id, known) ?? (id.length === 32 ? await store.one(id) : undefined);
  if (trace) return trace;
  if (id.length < 32) {
    const found = beginning(id, [await recent(store, read)]);
    if (found) return found;
    const whole = id.length >= LEAST_WHOLE ? await store.one(id.padStart(32, '0')) : undefined;
    if (whole) return whole;
  }
  throw new LabError(id.length < 32 ? `no trace id starts with ${id}` : `there is no trace ${id}`, {
    hint: await whyNot(id, store),
  });
}

async function whyNot(id: string, store: TraceStore): Promise<string> {
  const { kind } = await store.about();
  if (kind === 'report') return 'a report holds only the traces that it is about';
  const old = id.length < 32 ? '; one that is older is found by its whole id' : '';
  return `a fresh trace takes a moment to arrive${old}`;
}

async function recent(
  store: TraceStore,
  read: (query: string) => Promise<TracesFound>,
): Promise<TracesFound> {
  const { runs } = await store.about();
  const run = runs.at(-1);
  const hour = await read('');
  if (run === undefined) return hour;
  const ofRun = await read(`run=${run.id}`);
  return { ...hour, traces: [...ofRun.traces, ...hour.traces] };
}

/** @throws LabError where several begin so */
function beginning(id: string, known: readonly TracesFound[]): Trace | undefined {
  const found = new Map<string, Trace>();
  for (const { traces } of known)
    for (const trace of traces) if (trace.traceId.startsWith(id)) found.set(trace.traceId, trace);
  if (found.size < 2) return found.values().next().value;
  const ids = [...found.keys()];
  const shorten = shortIds(ids);
  const shown = ids.slice(0, MOST_CANDIDATES).map(shorten);
  const more = ids.length - shown.length;
  throw new LabError(`ambiguous id ${id}: ${counted(ids.length, 'trace')} start with it`, {
    hint: `use more digits: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  });
}
