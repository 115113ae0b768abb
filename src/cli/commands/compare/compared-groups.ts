import type { Labels, Pair } from '../../../analysis/compare-finding.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { readRun } from '../../../lab/runs.ts';
import { LAB_FAULT } from '../../../load/fault.ts';
import type { Trace } from '../../../model/trace.ts';
import type { Context } from '../../context.ts';
import { findTrace } from '../../traces/find-trace.ts';
import { openLab } from '../../labs/open-lab.ts';
import { readTraces, type TracesRead } from '../../traces/read-traces.ts';
import { slowestAndMedian } from '../../../analysis/slowest-and-median.ts';

export interface GroupsWanted {
  readonly name: string;
  readonly jaegerUrl?: string;
  readonly run?: number;
  readonly since?: number;
  readonly service?: string;
  readonly runs?: readonly number[];
  readonly faultVsNormal?: boolean;
  readonly slowestVsMedian?: boolean;
  /** Milliseconds since the epoch. */
  readonly before?: number;
  readonly after?: number;
  readonly quiet?: boolean;
}

/** Two groups of traces, `b` to be explained by comparison with `a`. */
export interface Groups {
  readonly jaegerUrl: string;
  readonly jaegerVersion: string | undefined;
  readonly traces: Pair<readonly Trace[]>;
  /** What each is, for a person: "normal", "with a fault". */
  readonly names: Pair<string>;
  readonly labels: Labels;
  /** Ids of the runs that Jaeger does not know. */
  readonly missing: readonly string[];
}

/** @throws LabError (usage) unless the options and arguments name exactly one pair of groups */
export async function readGroups(
  ids: readonly string[],
  wanted: GroupsWanted,
  context: Context,
): Promise<Groups> {
  const way = wayOf(ids, wanted);
  if (way === 'traces') return twoTraces(ids, wanted, context);
  if (way === 'runs') return twoRuns(wanted, context);
  if (way === 'fault') return faultAndNormal(wanted, context);
  const read = await readTraces(wanted, context);
  return way === 'slowest' ? slowestGroups(read) : aroundTime(read, wanted);
}

type Way = 'traces' | 'runs' | 'fault' | 'slowest' | 'time';

function wayOf(ids: readonly string[], wanted: GroupsWanted): Way {
  const ways: [Way, boolean][] = [
    ['traces', ids.length > 0],
    ['runs', wanted.runs !== undefined],
    ['fault', wanted.faultVsNormal === true],
    ['slowest', wanted.slowestVsMedian === true],
    ['time', wanted.before !== undefined || wanted.after !== undefined],
  ];
  const [chosen, ...others] = ways.filter(([, isAsked]) => isAsked).map(([way]) => way);
  if (chosen === undefined || others.length > 0) {
    throw usage(
      chosen === undefined ? 'compare what with what?' : 'there is more than one pair to compare',
      'two trace ids, or one of --runs 1 2, --fault-vs-normal, --slowest-vs-median, --before TIME',
    );
  }
  if (chosen === 'traces' && ids.length === 1)
    throw usage('one trace has nothing to be compared with', 'jaeger-lab compare --help');
  if (chosen === 'traces' && ids.length > 2)
    throw usage(`only two traces can be compared, not ${ids.length}`, 'jaeger-lab compare --help');
  return chosen;
}

const usage = (sentence: string, hint: string): LabError =>
  new LabError(sentence, { hint, exitCode: EXIT.usage });

async function twoTraces(
  ids: readonly string[],
  wanted: GroupsWanted,
  context: Context,
): Promise<Groups> {
  const [idA = '', idB = ''] = ids;
  // One after the other, because each may read a run and tell its progress.
  const first = await findTrace(idA, wanted, context);
  const second = await findTrace(idB, wanted, context);
  const { client } = first;
  const [a, b] = [first.traceId, second.traceId];
  if (a === b) throw usage(`both are trace ${a}`, 'name two different traces');
  const find = async (id: string): Promise<Trace> => {
    const trace = await client.trace(id);
    if (trace) return trace;
    throw new LabError(`Jaeger at ${client.url} knows no trace ${id}`, {
      hint: 'jaeger-lab slowest shows traces that it knows',
    });
  };
  const [version, traceA, traceB] = await Promise.all([client.version(), find(a), find(b)]);
  return {
    jaegerUrl: client.url,
    jaegerVersion: version,
    traces: { a: [traceA], b: [traceB] },
    names: { a: shortened(a, b), b: shortened(b, a) },
    labels: 'single',
    missing: [],
  };
}

/** As short as elsewhere, unless the other one would look the same. */
const shortened = (id: string, other: string): string =>
  id.slice(0, 8) === other.slice(0, 8) ? id : id.slice(0, 8);

async function twoRuns(wanted: GroupsWanted, context: Context): Promise<Groups> {
  const [first, second, ...more] = wanted.runs ?? [];
  if (first === undefined || second === undefined || more.length > 0 || first === second)
    throw usage('--runs takes two different runs', '--runs 1 2; jaeger-lab status lists them');
  const a = await readTraces({ ...wanted, run: first }, context);
  const b = await readTraces({ ...wanted, run: second }, context);
  return {
    ...b,
    traces: { a: a.traces, b: b.traces },
    names: { a: a.what, b: b.what },
    labels: 'outside',
    missing: [...a.missing, ...b.missing],
  };
}

async function faultAndNormal(wanted: GroupsWanted, context: Context): Promise<Groups> {
  if (wanted.jaegerUrl !== undefined || wanted.since !== undefined)
    throw usage('only the ledger knows which requests carried a fault', 'use --run instead');
  const { folder } = await openLab(wanted.name, context);
  const run = await readRun(folder, wanted.run);
  const carried = new Set(run.records.flatMap((one) => (one.fault ? (one.traceId ?? []) : [])));
  const read = await readTraces({ ...wanted, run: run.id }, context);
  const isFaulty = (trace: Trace): boolean => carried.has(trace.traceId) || hasSuffered(trace);
  if (!read.traces.some(isFaulty)) {
    throw usage(
      `no request of run ${run.id} carried a fault, or met one that was switched on`,
      'jaeger-lab load --fault payment:delay=2s@10%, or jaeger-lab inject --help',
    );
  }
  return {
    ...read,
    traces: divide(read.traces, isFaulty),
    names: { a: 'normal', b: 'with a fault' },
    labels: 'outside',
  };
}

/** A service that was told to draws at random whom it makes suffer: the label comes from outside as well. */
const hasSuffered = ({ spans }: Trace): boolean =>
  spans.some(({ attributes }) => Object.hasOwn(attributes, LAB_FAULT));

function slowestGroups(read: TracesRead): Groups {
  return {
    ...read,
    traces: slowestAndMedian(read.traces),
    names: { a: 'near the median', b: 'the slowest' },
    labels: 'by-duration',
  };
}

function aroundTime(read: TracesRead, { before, after }: GroupsWanted): Groups {
  const until = before ?? after ?? 0;
  const from = after ?? before ?? 0;
  if (from < until) throw usage('--after is earlier than --before', 'they must not overlap');
  const startMs = (trace: Trace): number => (trace.spans[0]?.startUs ?? 0) / 1000;
  return {
    ...read,
    traces: {
      a: read.traces.filter((trace) => startMs(trace) < until),
      b: read.traces.filter((trace) => startMs(trace) >= from),
    },
    names: { a: 'before', b: 'after' },
    labels: 'outside',
  };
}

function divide(traces: readonly Trace[], isB: (trace: Trace) => boolean): Pair<readonly Trace[]> {
  return { a: traces.filter((trace) => !isB(trace)), b: traces.filter(isB) };
}
