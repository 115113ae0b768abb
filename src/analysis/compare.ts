import { groupBy } from '../base/group-by.ts';
import { staysFirst } from './steady-place.ts';
import { sum } from './sum.ts';
import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { CallTree } from './call-path.ts';
import { CalleesWithoutSpans } from './callees-without-spans.ts';
import { compareAttributes } from './compare-attributes.ts';
import { judge, type Measured } from './compare-evidence.ts';
import type {
  CompareFinding,
  ComparedPlace,
  CompareOptions,
  Labels,
  Pair,
} from './compare-finding.ts';
import { clocksOf } from './clocks.ts';
import { criticalPathOf } from './critical-path.ts';
import { soundTimes } from './impossible-times.ts';
import { compareRows, Grouping, groupOf, type RowKey } from './grouping.ts';
import { compareHeadline } from './headlines/compare-headline.ts';
import { mapPair } from './pair.ts';
import { requestsOf } from './requests.ts';
import { timeSpans } from './span-times.ts';

interface RankedRequest extends Measured {
  readonly trace: Trace;
  readonly root: Span;
  /** The operation that it began with. */
  readonly name: string;
  readonly rows: ReadonlyMap<RowKey, { us: number; spans: number }>;
}

/**
 * What makes the requests of one group take longer than those of another: the difference of their mean durations,
 * divided among the places of the request. Since the times on the critical path add up to a request's duration, the
 * differences add up too:
 *
 *     Δ = mean_b − mean_a = Σ Δ_p        Δ_p = mean over b of x_p − mean over a of x_p
 *
 * Needs no distribution, and holds for one trace against one. Of groups only the operation is compared that takes
 * most time.
 *
 * @returns undefined if no operation has a complete trace in both groups
 * @see docs/definitions.md#compare
 * @see Sambasivan et al., "Diagnosing performance changes by comparing request flows", NSDI 2011
 */
export function compare(
  groups: Pair<readonly Trace[]>,
  labels: Labels,
  options: CompareOptions = {},
): CompareFinding | undefined {
  const { rawClocks = false, otherOperations = 0, runSpreadUs } = options;
  const clocks = clocksOf(soundOf([...groups.a, ...groups.b]));
  const moved = mapPair(groups, (traces) => soundOf(rawClocks ? traces : traces.map(clocks.move)));
  const without = new CalleesWithoutSpans();
  const all = mapPair(moved, rankedBy(options, without));
  for (const trace of notWholly([...groups.a, ...groups.b], options)) without.seeAll(trace);
  const compared = labels === 'single' ? all : sameOperation(all);
  const roots = rootsOf(compared);
  if (compared === undefined || roots === undefined) return undefined;
  const { chance, isSteady, ...found } = divided(compared, labels, options.runOf);
  const finding = {
    groupBy: options.groupBy,
    roots,
    ...found,
    attributes: compareAttributes(
      mapPair(compared, (requests) => requests.map(({ trace }) => trace)),
      found.places[0]?.steps.at(-1)?.service,
    ),
    labels,
    clocks: clocks.disagreements,
    rawClocks,
    incomplete: mapPair(
      moved,
      (traces) => traces.filter((trace) => !isRanked(trace, options)).length,
    ),
    failed: mapPair(compared, (requests) => requests.filter(hasFailed).length),
    otherOperations: {
      a: all.a.length - found.traces.a + otherOperations,
      b: all.b.length - found.traces.b,
    },
    calleesWithoutSpans: without.finish(),
  };
  return { ...finding, headline: compareHeadline(finding, { runSpreadUs, chance, isSteady }) };
}

/** Traces that are not compared, or not with all their spans. */
const notWholly = (traces: readonly Trace[], options: CompareOptions): Trace[] =>
  traces.filter((trace) => !isRanked(trace, options) || soundTimes(trace).faults.size > 0);

const hasFailed = ({ root }: RankedRequest): boolean => root.status === 'error';

const isRanked = (trace: Trace, { settledUs }: CompareOptions): boolean =>
  requestsOf(trace, settledUs).length > 0;

function rootsOf(
  compared: Pair<readonly RankedRequest[]> | undefined,
): CompareFinding['roots'] | undefined {
  const [first, second] = [compared?.a[0], compared?.b[0]];
  return first && second && { a: rootStep(first), b: rootStep(second) };
}

/** The difference, divided among the places. */
function divided(
  compared: Pair<readonly RankedRequest[]>,
  labels: Labels,
  runOf: CompareOptions['runOf'] = new Map(),
) {
  const traces = mapPair(compared, ({ length }) => length);
  const totals = mapPair(compared, (requests) => sum(requests.map(({ durationUs }) => durationUs)));
  const deltaUs = difference(totals, traces);
  const unjudged = placesOf(compared, deltaUs);
  const rows = unjudged.map(({ row }) => row);
  const { p, ...judged } = judge(compared, rows, labels, runOf);
  const places = unjudged.map(({ place }, i) => ({ ...place, p: p[i] }));
  return {
    traces,
    meanUs: { a: mean(totals.a, traces.a), b: mean(totals.b, traces.b) },
    deltaUs,
    ...judged,
    places,
    isSteady: (place: ComparedPlace): boolean =>
      labels !== 'by-duration' ||
      staysFirst(compared, rows, { at: places.indexOf(place), deltaUs }),
  };
}

const mean = (total: number, n: number): Micros => micros(Math.round(total / n));
const rootStep = ({ root, name }: RankedRequest) => ({ service: root.resource.service, name });

/** One division, of whole numbers: differences that should be equal are. */
const difference = (totals: Pair<number>, n: Pair<number>): number =>
  (totals.b * n.a - totals.a * n.b) / (n.a * n.b);

const soundOf = (traces: readonly Trace[]): Trace[] =>
  traces.map((trace) => soundTimes(trace).trace);

/** Of both groups by the same function, so that what is one row in both is one object. */
function rankedBy(
  { exactNames, groupBy, settledUs }: CompareOptions,
  without: CalleesWithoutSpans,
) {
  const tree = new CallTree(exactNames);
  const grouping = new Grouping(groupBy);
  return (traces: readonly Trace[]): RankedRequest[] =>
    // The draws of the permutation test go by position: in the order of arrival they would differ each time.
    traces
      .toSorted((one, other) => (one.traceId < other.traceId ? -1 : 1))
      .flatMap((trace) => requestsOf(trace, settledUs))
      .map(({ trace, root }) => {
        const path = criticalPathOf(trace, root);
        const spans = timeSpans(trace, path, tree, grouping, 'path');
        const rows = new Map<RowKey, { us: number; spans: number }>();
        for (const { span, place, row, pathUs } of spans) {
          without.add(span, place.step, trace);
          const known = rows.get(row) ?? { us: 0, spans: 0 };
          rows.set(row, { us: known.us + pathUs, spans: known.spans + 1 });
        }
        const name = spans[0]?.place.step.name ?? root.name;
        return { traceId: trace.traceId, durationUs: root.durationUs, trace, root, name, rows };
      });
}

/** With fewer requests in a group, one of them may be anything. */
const FEWEST_OF_OPERATION = 3;

/**
 * The requests of the operation that takes most time in both groups together, if it has three in each and not only others
 * have; undefined if they have none in common.
 *
 * @see docs/definitions.md#compare
 */
function sameOperation(
  all: Pair<readonly RankedRequest[]>,
): Pair<readonly RankedRequest[]> | undefined {
  const keyOf = (request: RankedRequest): string => JSON.stringify(rootStep(request));
  const { a, b } = mapPair(all, (requests) => groupBy(requests, keyOf));
  const [chosen] = Array.from(a, ([key, ofA]) => {
    const ofB = b.get(key) ?? [];
    return {
      ...{ key, pair: { a: ofA, b: ofB }, least: Math.min(ofA.length, ofB.length) },
      totalUs: sum([...ofA, ...ofB].map(({ durationUs }) => durationUs)),
    };
  })
    .filter(({ least }) => least > 0)
    .sort(
      (x, y) =>
        Math.min(y.least, FEWEST_OF_OPERATION) - Math.min(x.least, FEWEST_OF_OPERATION) ||
        y.totalUs - x.totalUs ||
        (x.key < y.key ? -1 : 1),
    );
  return chosen?.pair;
}

interface Unjudged {
  readonly row: RowKey;
  readonly place: Omit<ComparedPlace, 'p'>;
}

function placesOf(compared: Pair<readonly RankedRequest[]>, deltaUs: number): Unjudged[] {
  const traces = mapPair(compared, ({ length }) => length);
  const rows = new Set(
    [...compared.a, ...compared.b].flatMap((request) => Array.from(request.rows.keys())),
  );
  return Array.from(rows, (row) => ({ row, place: placeOf(row, compared, traces, deltaUs) }))
    .filter(({ place }) => place.change !== 'time' || place.totalUs.a + place.totalUs.b > 0)
    .sort(
      (x, y) => Math.abs(y.place.deltaUs) - Math.abs(x.place.deltaUs) || compareRows(x.row, y.row),
    );
}

function placeOf(
  row: RowKey,
  compared: Pair<readonly RankedRequest[]>,
  traces: Pair<number>,
  deltaUs: number,
): Omit<ComparedPlace, 'p'> {
  const found = mapPair(compared, (requests) =>
    requests.flatMap(({ rows }) => rows.get(row) ?? []),
  );
  const presentIn = mapPair(found, ({ length }) => length);
  const totalUs = mapPair(found, (entries) => micros(sum(entries.map(({ us }) => us))));
  const spans = mapPair(found, (entries) => sum(entries.map((entry) => entry.spans)));
  const placeDelta = difference(totalUs, traces);
  return {
    group: groupOf(row),
    steps: row.steps(),
    level: row.level,
    change: changeOf(presentIn, traces),
    presentIn,
    spansPerTrace: { a: spans.a / traces.a, b: spans.b / traces.b },
    totalUs,
    meanUs: { a: totalUs.a / traces.a, b: totalUs.b / traces.b },
    deltaUs: placeDelta,
    share: deltaUs === 0 ? undefined : placeDelta / deltaUs,
  };
}

function changeOf(presentIn: Pair<number>, traces: Pair<number>): ComparedPlace['change'] {
  if (presentIn.a === 0) return 'only-b';
  if (presentIn.b === 0) return 'only-a';
  return presentIn.a * traces.b === presentIn.b * traces.a ? 'time' : 'structure';
}
