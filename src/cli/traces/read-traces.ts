import { mapBounded } from '../../base/bounded.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { readRun, type Run } from '../../lab/runs.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import { rfc3339 } from '../../model/instant.ts';
import type { Trace } from '../../model/trace.ts';
import { micros } from '../../model/units.ts';
import { readProgress } from '../../render/terminal/load/progress.ts';
import { counted } from '../../render/terminal/words.ts';
import type { Context } from '../context.ts';
import { jaegerUrl, openJaeger, openLab } from '../labs/open-lab.ts';
import { openProgress } from '../shell/progress.ts';

export interface TracesToRead {
  readonly name: string;
  readonly jaegerUrl?: string | undefined;
  readonly run?: number | undefined;
  /** Milliseconds back from now. */
  readonly since?: number | undefined;
  readonly service?: string | undefined;
  /** No progress on stderr. */
  readonly quiet?: boolean | undefined;
}

/** Where the traces come from. */
export interface TracesOrigin {
  readonly jaegerUrl: string;
  readonly jaegerVersion: string | undefined;
  readonly run: number | undefined;
  /** For a person: "run 3", "the last 60 min". */
  readonly what: string;
  /** Ids of the run that Jaeger does not know. */
  readonly missing: readonly string[];
  /** How many traces there were. */
  readonly count: number;
}

export interface TracesRead extends TracesOrigin {
  readonly traces: readonly Trace[];
}

const AT_ONCE = 8;
const MINUTE_MS = 60_000;
const LAST_HOUR_MS = 60 * MINUTE_MS;

/**
 * The traces that an analysis is about: those of a run of load by their ids, or what a Jaeger has in a time window.
 *
 * @throws LabError (usage) for another Jaeger without a service; (not ready) without a lab, a run, or an answer
 */
export async function readTraces(wanted: TracesToRead, context: Context): Promise<TracesRead> {
  const traces: Trace[] = [];
  const origin = await eachTrace(wanted, context, (trace) => traces.push(trace));
  return { ...origin, traces };
}

/** Takes each trace once, in no order. */
type Take = (trace: Trace) => void;

/** The same one by one, each once and in no order, so that nobody need keep them all. Tells its progress meanwhile. */
export async function eachTrace(
  wanted: TracesToRead,
  context: Context,
  take: Take,
): Promise<TracesOrigin> {
  const progress = await openProgress(context, wanted.quiet ?? false);
  const telling: Telling = (read, of) =>
    progress.update('read', readProgress(read, of, context.noteScreen));
  let cutNotes: readonly string[] = [];
  try {
    const { cut, ...origin } = await readWanted(wanted, context, take, telling);
    cutNotes = cut;
    return origin;
  } finally {
    progress.end();
    for (const note of cutNotes) context.note(`${note}\n`);
  }
}

/** How many were read, of how many if that is known. */
type Telling = (read: number, of?: number) => void;

/** With a sentence for each moment at which more traces begin than can be read. */
type Read = TracesOrigin & { readonly cut: readonly string[] };

async function readWanted(
  wanted: TracesToRead,
  context: Context,
  take: Take,
  tell: Telling,
): Promise<Read> {
  if (wanted.jaegerUrl === undefined) {
    const { folder, state } = await openLab(wanted.name, context);
    const client = await openJaeger(jaegerUrl(state), context);
    if (wanted.since !== undefined) return ofWindow(wanted, client, context, take, tell);
    const run = await readRun(folder, wanted.run);
    const ids = run.records.flatMap(({ traceId, sampled }) =>
      sampled && traceId ? [traceId] : [],
    );
    if (ids.length === 0 && run.records.some(({ sampled }) => sampled === false))
      throw noneSampled(run);
    return ofIds(ids, run.id, client, take, tell);
  }
  if (wanted.run !== undefined) {
    throw new LabError('a run belongs to a lab, and --jaeger-url asks another Jaeger', {
      hint: 'leave out one of --run and --jaeger-url',
      exitCode: EXIT.usage,
    });
  }
  const client = await openJaeger(wanted.jaegerUrl, context);
  if (wanted.service === undefined) throw await serviceMissing(client);
  return ofWindow(wanted, client, context, take, tell);
}

const noneSampled = ({ id, records }: Run): LabError =>
  new LabError(
    `none of the ${counted(records.length, 'request')} of run ${id} was sampled, so that there is no trace of it`,
    { hint: 'jaeger-lab load --n 500, or jaeger-lab up again with a larger --sample' },
  );

async function ofIds(
  ids: readonly string[],
  run: number,
  client: JaegerClient,
  take: Take,
  tell: Telling,
): Promise<Read> {
  let asked = 0;
  const [version, found] = await Promise.all([
    client.version(),
    mapBounded(ids, AT_ONCE, async (id) => {
      const trace = await client.trace(id);
      if (trace !== undefined) take(trace);
      asked += 1;
      tell(asked, ids.length);
      return { id, isThere: trace !== undefined };
    }),
  ]);
  const missing = found.filter(({ isThere }) => !isThere).map(({ id }) => id);
  return {
    jaegerUrl: client.url,
    jaegerVersion: version,
    run,
    what: `run ${run}`,
    missing,
    count: ids.length - missing.length,
    cut: [],
  };
}

async function ofWindow(
  { since = LAST_HOUR_MS, service }: TracesToRead,
  client: JaegerClient,
  context: Context,
  take: Take,
  tell: Telling,
): Promise<Read> {
  const now = context.clock.now();
  const window = {
    fromUs: micros(Math.floor((now - since) * 1000)),
    toUs: micros(Math.ceil(now * 1000)),
  };
  const known = new Set<string>();
  const cut: string[] = [];
  const readService = async (name: string): Promise<void> => {
    const { cutAt, pageSize } = await client.allTraces({ service: name, ...window }, (traces) => {
      for (const trace of traces) {
        if (known.has(trace.traceId)) continue;
        known.add(trace.traceId);
        take(trace);
      }
      tell(known.size);
    });
    const [moment, ...others] = cutAt;
    if (moment === undefined) return;
    const more = others.length === 0 ? '' : `, and at ${counted(others.length, 'other moment')}`;
    cut.push(`more than ${pageSize} traces begin at ${rfc3339(moment)}${more}: some are left out`);
  };
  const services = service === undefined ? await client.services() : [service];
  const [version] = await Promise.all([client.version(), mapBounded(services, 1, readService)]);
  return {
    jaegerUrl: client.url,
    jaegerVersion: version,
    run: undefined,
    what: `${service ?? 'any service'} in the last ${minutes(since)}`,
    missing: [],
    count: known.size,
    cut,
  };
}

const minutes = (ms: number): string =>
  ms < MINUTE_MS ? `${ms / 1000} s` : `${Math.round(ms / MINUTE_MS)} min`;

async function serviceMissing(client: JaegerClient): Promise<LabError> {
  const services = await client.services();
  const known =
    services.length === 0 ? 'it knows none yet' : `it knows ${services.slice(0, 8).join(', ')}`;
  return new LabError(`which service? ${client.url} may hold more than can be ranked at once`, {
    hint: `add --service NAME: ${known}`,
    exitCode: EXIT.usage,
  });
}
