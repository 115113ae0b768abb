import { hasSpan, type SpanSearch } from '../../../analysis/span-search.ts';
import { summaryOf, type TraceSummary } from '../../../analysis/trace-summary.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { JaegerClient } from '../../../jaeger/client.ts';
import { runIds } from '../../../lab/runs.ts';
import type { Trace } from '../../../model/trace.ts';
import { rfc3339 } from '../../../model/instant.ts';
import { type Micros, micros } from '../../../model/units.ts';
import { counted } from '../../../render/terminal/words.ts';
import { readProgress } from '../../../render/terminal/load/progress.ts';
import { duration } from '../../../render/terminal/duration.ts';
import type { Context } from '../../context.ts';
import { jaegerUrl, openJaeger, openLab } from '../../labs/open-lab.ts';
import { openProgress } from '../../shell/progress.ts';
import { readTraces } from '../../traces/read-traces.ts';

export interface TracesSearch {
  readonly name: string;
  readonly jaegerUrl?: string;
  readonly run?: number;
  readonly service?: string;
  readonly operation?: string;
  readonly tag?: Readonly<Record<string, string>>;
  /** Milliseconds, of the span. */
  readonly min?: number;
  readonly max?: number;
  readonly errors?: boolean;
  /** Milliseconds back from now. */
  readonly since?: number;
  readonly from?: Micros;
  readonly to?: Micros;
  readonly quiet?: boolean;
}

interface Window {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

export interface TracesFound {
  readonly jaegerUrl: string;
  readonly jaegerVersion: string | undefined;
  readonly run: number | undefined;
  readonly window: Window | undefined;
  readonly pages: number | undefined;
  readonly pageSize: number | undefined;
  readonly cutAt: readonly Micros[];
  readonly missing: readonly string[];
  /** What was asked, and of what, for a person. */
  readonly asked: string;
  readonly summaries: readonly TraceSummary[];
}

const LAST_HOUR_MS = 3_600_000;

/**
 * Searches a run of the lab, or a time window of a Jaeger, to its end.
 *
 * @throws LabError (usage) for conditions that exclude each other; (not ready) where there is no answer
 */
export async function searchTraces(search: TracesSearch, context: Context): Promise<TracesFound> {
  refuseContradictions(search);
  if (search.jaegerUrl === undefined) {
    const { folder, state } = await openLab(search.name, context);
    const hasWindow = [search.since, search.from, search.to].some((time) => time !== undefined);
    if (!hasWindow && (search.run !== undefined || (await runIds(folder)).length > 0)) {
      return ofRun(search, context);
    }
    return ofWindow(search, jaegerUrl(state), context);
  }
  return ofWindow(search, search.jaegerUrl, context);
}

function refuseContradictions({
  run,
  jaegerUrl: url,
  min = 0,
  max = Infinity,
  from,
  to,
}: TracesSearch) {
  const refuse = (sentence: string, hint: string): never => {
    throw new LabError(sentence, { hint, exitCode: EXIT.usage });
  };
  if (run !== undefined && url !== undefined) {
    refuse(
      'a run belongs to a lab, and --jaeger-url asks another Jaeger',
      'leave out one of --run and --jaeger-url',
    );
  }
  if (min > max) refuse('no span is longer than --min and shorter than --max', 'exchange the two');
  if (from !== undefined && to !== undefined && from >= to)
    refuse('--from is not before --to', 'exchange the two');
}

async function ofRun(search: TracesSearch, context: Context): Promise<TracesFound> {
  const { name, run, quiet } = search;
  const read = await readTraces({ name, run, quiet }, context);
  const wanted = spanSearch(search);
  return {
    ...read,
    window: undefined,
    pages: undefined,
    pageSize: undefined,
    cutAt: [],
    asked: `of ${counted(read.traces.length, 'trace')} of ${read.what}${conditions(search)}`,
    summaries: summaries(
      read.traces.filter((trace) => hasSpan(trace, wanted)),
      search,
    ),
  };
}

async function ofWindow(search: TracesSearch, url: string, context: Context): Promise<TracesFound> {
  const client = await openJaeger(url, context);
  try {
    return await readWindow(search, client, context);
  } finally {
    await client.close();
  }
}

async function readWindow(
  search: TracesSearch,
  client: JaegerClient,
  context: Context,
): Promise<TracesFound> {
  const window = windowOf(search, context.clock.now());
  const progress = await openProgress(context, search.quiet ?? false);
  const found: TraceSummary[] = [];
  try {
    const [jaegerVersion, read] = await Promise.all([
      client.version(),
      client.allTraces({ ...spanSearch(search), ...window }, (traces) => {
        found.push(...summaries(traces, search));
        progress.update('read', readProgress(found.length, undefined, context.noteScreen));
      }),
    ]);
    const between = `between ${rfc3339(window.fromUs)} and ${rfc3339(window.toUs)}`;
    const depth = `${counted(read.pages, 'page')} of up to ${read.pageSize}`;
    return {
      jaegerUrl: client.url,
      jaegerVersion,
      run: undefined,
      window,
      ...read,
      missing: [],
      asked: `of ${client.url} ${between}, ${depth}${conditions(search)}`,
      summaries: found,
    };
  } finally {
    progress.end();
  }
}

function windowOf({ since, from, to }: TracesSearch, nowMs: number): Window {
  const toUs = to ?? micros(Math.ceil(nowMs * 1000));
  const fromUs = from ?? micros(Math.floor(toUs - (since ?? LAST_HOUR_MS) * 1000));
  return { fromUs, toUs };
}

function spanSearch({ service, operation, tag, min, max }: TracesSearch): SpanSearch {
  const us = (ms: number | undefined): Micros | undefined =>
    ms === undefined ? undefined : micros(Math.round(ms * 1000));
  return { service, operation, attributes: tag, minDurationUs: us(min), maxDurationUs: us(max) };
}

const summaries = (traces: readonly Trace[], { errors }: TracesSearch): TraceSummary[] =>
  traces.map(summaryOf).filter((summary) => !errors || summary.errors > 0);

/** ", with a span of gateway GET /process, error=true, of at least 500 ms; with errors" */
function conditions({ service, operation, tag = {}, min, max, errors }: TracesSearch): string {
  const who = [service, operation].filter((part) => part !== undefined).join(' ');
  const parts = [
    ...(who === '' ? [] : [`of ${who}`]),
    ...Object.entries(tag).map(([key, value]) => `with ${key}=${value}`),
    ...(min === undefined ? [] : [`of at least ${duration(min * 1000)}`]),
    ...(max === undefined ? [] : [`of at most ${duration(max * 1000)}`]),
  ];
  return (
    (parts.length === 0 ? '' : `; with a span ${parts.join(', ')}`) + (errors ? '; failed' : '')
  );
}
