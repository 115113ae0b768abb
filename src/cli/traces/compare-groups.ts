import { compare } from '../../analysis/compare.ts';
import type {
  CompareFinding,
  CompareOptions,
  Labels,
  Pair,
} from '../../analysis/compare-finding.ts';
import { keysInstead } from '../../analysis/grouping.ts';
import { LabError } from '../../base/errors.ts';
import { runSpreadUs } from '../../lab/run-spread.ts';
import { readRun, runIds } from '../../lab/runs.ts';
import type { Trace } from '../../model/trace.ts';
import type { Context } from '../context.ts';
import type { OpenLab } from '../labs/open-lab.ts';
import { noSuchKey } from './nothing-known.ts';
import { readTraces, type TracesRead } from './read-traces.ts';
import type { TraceSource } from './trace-source.ts';

/** Two groups of traces, `b` to be explained by comparison with `a`. */
export interface Groups {
  readonly jaegerUrl: string;
  readonly jaegerVersion: string | undefined;
  readonly traces: Pair<readonly Trace[]>;
  /** What each is, for a person: "normal", "with a fault". */
  readonly names: Pair<string>;
  readonly labels: Labels;
  /** The run that each trace is of, where runs are compared. */
  readonly runOf?: ReadonlyMap<string, number>;
  /** By how much comparable runs of the ledger differ; absent where fewer than four are known. */
  readonly runSpreadUs?: number | undefined;
  /** Traces of other operations, which are in none of the groups. */
  readonly otherOperations?: number | undefined;
  /** Ids of the runs that Jaeger does not know. */
  readonly missing: readonly string[];
}

/** The traces of two lists of runs of the ledger. */
export async function groupsOfRuns(
  { a: first, b: second }: Pair<readonly number[]>,
  source: TraceSource,
  context: Context,
): Promise<Groups> {
  // One after the other, because each shows its progress.
  const read = async (runs: readonly number[]): Promise<TracesRead[]> => {
    const all: TracesRead[] = [];
    for (const run of runs)
      all.push(await readTraces({ ...source, choice: { ...source.choice, run } }, context));
    return all;
  };
  const a = await read(first);
  const b = await read(second);
  const [one] = b;
  const isSeveral = first.length + second.length > 2;
  return {
    jaegerUrl: source.client.url,
    jaegerVersion: one?.jaegerVersion,
    traces: { a: a.flatMap(({ traces }) => traces), b: b.flatMap(({ traces }) => traces) },
    names: { a: nameOf(first, a), b: nameOf(second, b) },
    labels: isSeveral ? 'runs' : 'not-dealt',
    runOf: runOfEach([...a, ...b]),
    runSpreadUs: isSeveral
      ? undefined
      : source.lab && (await spreadOfRuns([...first, ...second], source.lab)),
    missing: [...a, ...b].flatMap(({ missing }) => missing),
  };
}

const runOfEach = (read: readonly TracesRead[]): Map<string, number> =>
  new Map(
    read.flatMap(({ run = 0, traces }) => traces.map(({ traceId }) => [traceId, run] as const)),
  );

/** A long ledger need not be read as a whole: the newest runs are those under the same conditions. */
const MOST_RUNS = 40;

/** By how much comparable runs differ, since the lab came up: before, it may have been another one. */
export async function spreadOfRuns(
  compared: readonly number[],
  { folder, state }: OpenLab,
): Promise<number | undefined> {
  const newest = (await runIds(folder)).slice(-MOST_RUNS);
  const runs = await Promise.all(
    Array.from(new Set([...newest, ...compared]), (id) => readRun(folder, id)),
  );
  const since = Date.parse(state.since);
  return runSpreadUs(
    compared.flatMap((id) => runs.find((run) => run.id === id) ?? []),
    runs.filter(({ startedAt }) => Date.parse(startedAt) >= since),
  );
}

const nameOf = (runs: readonly number[], [only, ...others]: readonly TracesRead[]): string =>
  only && others.length === 0 ? only.what : `runs ${runs.join(', ')}`;

function throwUnlessKey(groupBy: string, { traces: { a, b } }: Groups, source: TraceSource): void {
  const keys = keysInstead([...a, ...b], groupBy);
  if (keys) throw noSuchKey(groupBy, keys, source);
}

/** @throws LabError (not ready) where a group is empty, or nothing is in both; (usage) for a key that no span has */
export function comparisonOf(
  groups: Groups,
  source: TraceSource,
  { rawClocks, exactNames, groupBy }: CompareOptions = {},
): CompareFinding {
  const { runOf, runSpreadUs: spreadUs, otherOperations } = groups;
  if (groupBy !== undefined) throwUnlessKey(groupBy, groups, source);
  const looked = { rawClocks, exactNames, groupBy, runOf, runSpreadUs: spreadUs, otherOperations };
  const finding = compare(groups.traces, groups.labels, looked);
  if (finding) return finding;
  const { traces, names, labels, missing } = groups;
  const lost = missing.length > 0 ? `, and ${missing.length} are not in Jaeger` : '';
  const empty = traces.a.length === 0 ? names.a : names.b;
  const sentence =
    labels === 'by-duration'
      ? '--slowest-vs-median needs at least three complete traces of one operation'
      : traces.a.length === 0 || traces.b.length === 0
        ? `the group "${empty}" has no traces`
        : `no operation has complete traces in both groups, "${names.a}" and "${names.b}"`;
  throw new LabError(`${sentence}${lost}`, {
    hint: 'see what can be compared: jaeger-lab compare --help',
  });
}

/** The answer of `compare`, for a program. */
export const compareDocument = (
  finding: CompareFinding,
  { jaegerUrl, jaegerVersion, names, missing }: Groups,
) => ({
  schema: 'jaeger-lab/compare@1' as const,
  jaegerUrl,
  jaegerVersion,
  names,
  missing,
  ...finding,
});
