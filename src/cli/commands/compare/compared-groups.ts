import { faultAndNormal } from '../../../analysis/fault-groups.ts';
import { hasSpan } from '../../../analysis/span-search.ts';
import { slowestAndMedian } from '../../../analysis/slowest-and-median.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { Trace } from '../../../model/trace.ts';
import { rfc3339 } from '../../../model/instant.ts';
import { type Micros, micros } from '../../../model/units.ts';
import { counted } from '../../../model/counted.ts';
import { tracedServices } from '../../../lab/lab-spec.ts';
import { keptScenario } from '../../labs/scenario-named.ts';
import type { Context } from '../../context.ts';
import type { TraceChoice } from '../../shell/trace-options.ts';
import { type Groups, groupsOfRuns } from '../../traces/compare-groups.ts';
import { findTrace, notThere } from '../../traces/find-trace.ts';
import { readTraces, type TracesRead } from '../../traces/read-traces.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { scopeOf, type TraceSource } from '../../traces/trace-source.ts';

export interface GroupsWanted extends TraceChoice {
  /** Two lists. */
  readonly runs?: readonly (readonly number[])[];
  readonly a?: Readonly<Record<string, string>>;
  readonly b?: Readonly<Record<string, string>>;
  readonly faultVsNormal?: boolean;
  readonly slowestVsMedian?: boolean;
  readonly before?: Micros;
  readonly after?: Micros;
}

/** @throws LabError where the options and arguments name no groups of this source */
export async function readGroups(
  ids: readonly string[],
  wanted: GroupsWanted,
  source: TraceSource,
  context: Context,
): Promise<Groups> {
  const way = wayOf(ids, wanted);
  const [first = [], second = []] = wanted.runs ?? [];
  if (way === 'traces') return twoTraces(ids, source, context);
  if (way === 'runs') return groupsOfRuns({ a: first, b: second }, source, context);
  if (way === 'fault') return faultGroups(source, context);
  const read = await readTraces(source, context);
  if (way === 'tags') return byTag(read, wanted);
  return way === 'slowest' ? slowestGroups(read) : aroundTime(read, wanted, source);
}

export type Way = 'traces' | 'runs' | 'tags' | 'fault' | 'slowest' | 'time';

/** @throws LabError (usage) unless the options and arguments name exactly one pair of groups */
export function wayOf(ids: readonly string[], wanted: GroupsWanted): Way {
  const ways: [Way, boolean][] = [
    ['traces', ids.length > 0],
    ['runs', wanted.runs !== undefined],
    ['tags', wanted.a !== undefined || wanted.b !== undefined],
    ['fault', wanted.faultVsNormal === true],
    ['slowest', wanted.slowestVsMedian === true],
    ['time', wanted.before !== undefined || wanted.after !== undefined],
  ];
  const [chosen, ...others] = ways.filter(([, isAsked]) => isAsked).map(([way]) => way);
  if (chosen === undefined) throw usage('nothing to compare', PAIRS);
  if (others.length > 0) throw usage('there is more than one pair to compare', PAIRS);
  if (chosen === 'traces') throwUnlessTwoTraces(ids.length);
  if (chosen === 'runs') throwUnlessTwo(wanted.runs ?? []);
  if (chosen === 'tags') throwUnlessBoth(wanted);
  return chosen;
}

const PAIRS =
  'give two traces, or one of --runs 1 2, --fault-vs-normal, --slowest-vs-median, --before 14:05';

function throwUnlessTwoTraces(count: number): void {
  if (count === 2) return;
  const sentence =
    count === 1
      ? 'one trace has nothing to be compared with'
      : `only two traces can be compared, not ${count}`;
  throw usage(sentence, 'jaeger-lab compare --help');
}

function throwUnlessBoth({ a, b }: GroupsWanted): void {
  if (!a || !b) throw usage('--a and --b belong together', '--a version=1 --b version=2');
}

function throwUnlessTwo([a, b, ...more]: readonly (readonly number[])[]): void {
  const all = [...(a ?? []), ...(b ?? [])];
  if (b === undefined || more.length > 0 || new Set(all).size < all.length)
    throw usage(
      '--runs takes two different runs, or two lists of them',
      '--runs 1 2, or --runs 1,3,5 2,4,6; list them: jaeger-lab runs',
    );
}

const usage = (sentence: string, hint: string): LabError =>
  new LabError(sentence, { hint, exitCode: EXIT.usage });

async function twoTraces(
  ids: readonly string[],
  source: TraceSource,
  context: Context,
): Promise<Groups> {
  const [idA = '', idB = ''] = ids;
  // One after the other, because each may read a run and show its progress.
  const { traceId: a } = await findTrace(idA, source, context);
  const { traceId: b } = await findTrace(idB, source, context);
  if (a === b) throw usage(`both are trace ${a}`, 'name two different traces');
  const { client } = source;
  const find = async (id: string): Promise<Trace> => {
    const trace = await client.trace(id);
    if (trace) return trace;
    throw notThere(id, undefined, source);
  };
  const [jaegerVersion, traceA, traceB] = await Promise.all([client.version(), find(a), find(b)]);
  return {
    jaegerUrl: client.url,
    jaegerVersion,
    traces: { a: [traceA], b: [traceB] },
    names: { a: shortened(a, b), b: shortened(b, a) },
    labels: 'single',
    missing: [],
  };
}

/** As short as elsewhere, unless the other one would look the same. */
const shortened = (id: string, other: string): string =>
  id.slice(0, 8) === other.slice(0, 8) ? id : id.slice(0, 8);

async function faultGroups(source: TraceSource, context: Context): Promise<Groups> {
  const { run } = await scopeOf(source, context);
  if (!run)
    throw usage('only the ledger knows which requests carried a fault', 'use --run instead');
  const carried = new Set(run.records.flatMap((one) => (one.fault ? (one.traceId ?? []) : [])));
  const read = await readTraces(source, context);
  const traces = faultAndNormal(read.traces, carried);
  if (traces.b.length === 0) {
    throw usage(
      `no request of run ${run.id} carried a fault, or met one that was switched on`,
      await faultHint(source),
    );
  }
  return {
    ...read,
    traces,
    names: { a: 'normal', b: 'with a fault' },
    labels: 'dealt',
  };
}

/** With a service that the lab has. */
async function faultHint({ lab }: TraceSource): Promise<string> {
  const services = lab ? tracedServices(await keptScenario(lab.state)) : [];
  return `jaeger-lab load --fault ${services[0] ?? 'SERVICE'}:delay=2s@10%`;
}

function slowestGroups(read: TracesRead): Groups {
  const { otherOperations, ...traces } = slowestAndMedian(read.traces);
  return {
    ...{ ...read, traces, otherOperations },
    names: { a: 'near the median', b: 'the slowest' },
    labels: 'by-duration',
  };
}

/** @throws LabError (usage) where a trace has both tags */
function byTag(read: TracesRead, { a = {}, b = {} }: GroupsWanted): Groups {
  const having = (attributes: Readonly<Record<string, string>>): Trace[] =>
    read.traces.filter((trace) => hasSpan(trace, { attributes }));
  const traces = { a: having(a), b: having(b) };
  const both = traces.a.filter((trace) => traces.b.includes(trace)).length;
  if (both > 0)
    throw usage(
      `${counted(both, 'trace')} with both tags`,
      'choose tags that no trace has together',
    );
  const nameOf = (tags: object): string =>
    Object.entries(tags)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(', ');
  return { ...read, traces, names: { a: nameOf(a), b: nameOf(b) }, labels: 'by-tag' };
}

/** @throws LabError (usage) where the moments are in the wrong order, or no trace is on one side of them */
function aroundTime(
  read: TracesRead,
  { before, after }: GroupsWanted,
  source: TraceSource,
): Groups {
  const until = before ?? after ?? 0;
  const from = after ?? before ?? 0;
  if (from < until) throw usage('--after is earlier than --before', 'they must not overlap');
  const traces = {
    a: read.traces.filter((trace) => startUs(trace) < until),
    b: read.traces.filter((trace) => startUs(trace) >= from),
  };
  if (read.traces.length > 0) {
    if (traces.a.length === 0) throw oneSided(`before ${rfc3339(micros(until))}`, read, source);
    if (traces.b.length === 0) throw oneSided(`at or after ${rfc3339(micros(from))}`, read, source);
  }
  return {
    ...read,
    traces,
    names: { a: 'before', b: 'after' },
    labels: 'not-dealt',
  };
}

const startUs = ({ spans }: Trace): number => spans[0]?.startUs ?? 0;

/** With a moment that has traces on both sides, if there is one. */
function oneSided(side: string, { traces, what }: TracesRead, source: TraceSource): LabError {
  const starts = traces.map(startUs).sort((a, b) => a - b);
  const [first = 0] = starts;
  const last = starts.at(-1) ?? first;
  const moment = (us: number): string => rfc3339(micros(us));
  // From the median on when the first is earlier: with equal times at the beginning it could be the first itself.
  const between = starts.find((us, i) => us > first && i >= Math.floor(starts.length / 2)) ?? last;
  return usage(
    `no trace of ${what} began ${side}: they began from ${moment(first)} to ${moment(last)}`,
    first === last
      ? 'read more traces, e.g. with --since 1h'
      : `jaeger-lab compare --before ${moment(between)}${sameTraces(source)}`,
  );
}
