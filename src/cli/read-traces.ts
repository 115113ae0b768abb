import { mapBounded } from '../base/bounded.ts';
import { EXIT, LabError } from '../base/errors.ts';
import { readRun } from '../lab/runs.ts';
import type { JaegerClient } from '../jaeger/client.ts';
import type { Trace } from '../model/trace.ts';
import { micros } from '../model/units.ts';
import type { Context } from './context.ts';
import { jaegerUrl, openJaeger, openLab } from './open-lab.ts';

export interface TracesToRead {
  readonly name: string;
  readonly jaegerUrl?: string | undefined;
  readonly run?: number | undefined;
  /** Milliseconds back from now. */
  readonly since?: number | undefined;
  readonly service?: string | undefined;
}

export interface TracesRead {
  readonly jaegerUrl: string;
  readonly jaegerVersion: string | undefined;
  readonly run: number | undefined;
  /** For a person: "run 3", "the last 60 min". */
  readonly what: string;
  readonly traces: readonly Trace[];
  /** Ids of the run that Jaeger does not know. */
  readonly missing: readonly string[];
}

const AT_ONCE = 8;
const MINUTE_MS = 60_000;
const LAST_HOUR_MS = 60 * MINUTE_MS;
/** As many as are asked for in one window; more than this is said. */
const MOST_TRACES = 1500;

/**
 * The traces that an analysis is about: those of a run of load by their ids, or what a Jaeger has in a time window.
 *
 * @throws LabError (usage) for another Jaeger without a service; (not ready) without a lab, a run, or an answer
 */
export async function readTraces(wanted: TracesToRead, context: Context): Promise<TracesRead> {
  if (wanted.jaegerUrl === undefined) {
    const { folder, state } = await openLab(wanted.name, context);
    const client = await openJaeger(jaegerUrl(state), context);
    if (wanted.since !== undefined) return ofWindow(wanted, client, context);
    const run = await readRun(folder, wanted.run);
    const ids = run.records.flatMap(({ traceId, sampled }) =>
      sampled && traceId ? [traceId] : [],
    );
    return ofIds(ids, run.id, client);
  }
  if (wanted.run !== undefined) {
    throw new LabError('a run belongs to a lab, and --jaeger-url asks another Jaeger', {
      hint: 'leave out one of --run and --jaeger-url',
      exitCode: EXIT.usage,
    });
  }
  const client = await openJaeger(wanted.jaegerUrl, context);
  if (wanted.service === undefined) throw await serviceMissing(client);
  return ofWindow(wanted, client, context);
}

async function ofIds(
  ids: readonly string[],
  run: number,
  client: JaegerClient,
): Promise<TracesRead> {
  const [version, found] = await Promise.all([
    client.version(),
    mapBounded(ids, AT_ONCE, async (id) => ({ id, trace: await client.trace(id) })),
  ]);
  return {
    jaegerUrl: client.url,
    jaegerVersion: version,
    run,
    what: `run ${run}`,
    traces: found.flatMap(({ trace }) => trace ?? []),
    missing: found.filter(({ trace }) => trace === undefined).map(({ id }) => id),
  };
}

async function ofWindow(
  { since = LAST_HOUR_MS, service }: TracesToRead,
  client: JaegerClient,
  { clock }: Context,
): Promise<TracesRead> {
  const now = clock.now();
  const services = service === undefined ? await client.services() : [service];
  const [version, ...found] = await Promise.all([
    client.version(),
    ...services.map((name) =>
      client.traces({
        service: name,
        fromUs: micros(Math.floor((now - since) * 1000)),
        toUs: micros(Math.ceil(now * 1000)),
        limit: MOST_TRACES,
      }),
    ),
  ]);
  const traces = new Map(found.flat().map((trace) => [trace.traceId, trace]));
  return {
    jaegerUrl: client.url,
    jaegerVersion: version,
    run: undefined,
    what: `${service ?? 'any service'} in the last ${minutes(since)}`,
    traces: [...traces.values()],
    missing: [],
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
