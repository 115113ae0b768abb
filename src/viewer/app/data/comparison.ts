import { compare } from '../../../analysis/compare.ts';
import type {
  CompareFinding,
  CompareOptions,
  Labels,
  Pair,
} from '../../../analysis/compare-finding.ts';
import { faultAndNormal } from '../../../analysis/fault-groups.ts';
import { slowestAndMedian } from '../../../analysis/slowest-and-median.ts';
import { hasSpan } from '../../../analysis/span-search.ts';
import { waterfall } from '../../../analysis/waterfall.ts';
import { LabError } from '../../../base/errors.ts';
import type { Trace } from '../../../model/trace.ts';
import { type DrawnTrace, drawnTrace } from './drawn-trace.ts';
import { tagsIn } from './scope.ts';

/** Which two groups of traces: two ids, runs or tags, or a way to divide those of the scope. */
export type Groups =
  | (Pair<string> & { readonly by: 'traces' | 'runs' | 'tags' })
  /** `usual`: requests with a fault and the others where there are both, else the slowest and the median. */
  | { readonly by: 'slowest' | 'fault' | 'usual' };

export interface Comparison {
  readonly by: Exclude<Groups['by'], 'usual'>;
  readonly finding: CompareFinding;
  readonly names: Pair<string>;
  readonly missing: readonly string[];
  /** A few traces of each group, the longest first. */
  readonly examples: Pair<readonly string[]>;
  /** Of the two traces, where there are only two. */
  readonly traces: Pair<DrawnTrace> | undefined;
}

/** Where the traces are. */
interface Reads {
  /** Those of the scope, with some parameters of its address changed. */
  traces(changes: Readonly<Record<string, string>>): Promise<Read>;
  one(traceId: string): Promise<Trace>;
  runSpreadUs(runs: Pair<string>): Promise<number | undefined>;
}

interface Read {
  readonly traces: readonly Trace[];
  readonly faulty: ReadonlySet<string>;
  readonly missing: readonly string[];
}

/** @throws LabError where the groups have nothing to be compared */
export async function comparison(groups: Groups, reads: Reads): Promise<Comparison> {
  const { by } = groups;
  if (by === 'traces') return twoTraces(groups, reads);
  if (by === 'runs') return twoRuns(groups, reads);
  const read = await reads.traces({});
  if (by === 'tags') return twoTags(groups, read);
  const pair = faultAndNormal(read.traces, read.faulty);
  const isFault = by === 'fault' || (by === 'usual' && pair.a.length > 0 && pair.b.length > 0);
  return isFault ? faults(pair, read) : slowest(read);
}

async function twoTraces(ids: Pair<string>, reads: Reads): Promise<Comparison> {
  const [a, b] = await Promise.all([reads.one(ids.a), reads.one(ids.b)]);
  const isAlike = a.traceId.slice(0, 8) === b.traceId.slice(0, 8);
  const name = ({ traceId }: Trace): string => (isAlike ? traceId : traceId.slice(0, 8));
  return {
    ...compared(
      'traces',
      { a: [a], b: [b] },
      'single',
      'a trace is incomplete, or they begin with different operations',
    ),
    names: { a: name(a), b: name(b) },
    missing: [],
    traces: { a: drawnTrace(waterfall(a)), b: drawnTrace(waterfall(b)) },
  };
}

async function twoRuns(runs: Pair<string>, reads: Reads): Promise<Comparison> {
  const a = await reads.traces({ run: runs.a });
  const b = await reads.traces({ run: runs.b });
  const runSpreadUs = await reads.runSpreadUs(runs);
  return {
    ...compared(
      'runs',
      { a: a.traces, b: b.traces },
      'not-dealt',
      'no operation has complete traces in both runs',
      { runSpreadUs },
    ),
    names: { a: `run ${runs.a}`, b: `run ${runs.b}` },
    missing: [...a.missing, ...b.missing],
    traces: undefined,
  };
}

function twoTags(tags: Pair<string>, { traces, missing }: Read): Comparison {
  const having = (text: string): Trace[] => {
    const attributes = tagsIn(text);
    if (attributes === undefined)
      throw new LabError(`"${text}" is not a tag`, { hint: 'write a tag as key=value' });
    return traces.filter((trace) => hasSpan(trace, { attributes }));
  };
  const pair = { a: having(tags.a), b: having(tags.b) };
  if (pair.a.some((trace) => pair.b.includes(trace)))
    throw new LabError('some traces have both tags', {
      hint: 'choose tags that no trace has together',
    });
  return {
    ...compared('tags', pair, 'by-tag', 'no operation has complete traces with each of the tags'),
    ...{ names: tags, missing, traces: undefined },
  };
}

const faults = (pair: Pair<readonly Trace[]>, { missing }: Read): Comparison => ({
  ...compared(
    'fault',
    pair,
    'dealt',
    'no request carried a fault, or met one that was switched on',
  ),
  names: { a: 'normal', b: 'with a fault' },
  ...{ missing, traces: undefined },
});

function slowest({ traces, missing }: Read): Comparison {
  const { otherOperations, ...pair } = slowestAndMedian(traces);
  const why = 'at least three complete traces of one operation are needed';
  return {
    ...compared('slowest', pair, 'by-duration', why, { otherOperations }),
    names: { a: 'near the median', b: 'the slowest' },
    ...{ missing, traces: undefined },
  };
}

/** @param why there may be nothing to compare */
function compared<By extends Comparison['by']>(
  by: By,
  traces: Pair<readonly Trace[]>,
  labels: Labels,
  why: string,
  options: CompareOptions = {},
) {
  const finding = compare(traces, labels, options);
  if (finding) return { by, finding, examples: { a: longest(traces.a), b: longest(traces.b) } };
  throw new LabError(`nothing to compare: ${why}`);
}

const MOST_EXAMPLES = 3;

const longest = (traces: readonly Trace[]): string[] =>
  traces
    .map((trace) => ({ id: trace.traceId, us: trace.roots[0]?.durationUs ?? 0 }))
    .sort((a, b) => b.us - a.us)
    .slice(0, MOST_EXAMPLES)
    .map(({ id }) => id);
