import { mulberry32 } from '../base/random.ts';
import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { bootstrapInterval } from './bootstrap-interval.ts';
import { comparePaths, CallTree, type CallPath } from './call-path.ts';
import { compareAttributes } from './compare-attributes.ts';
import type {
  CompareFinding,
  ComparedPlace,
  CompareOptions,
  Evidence,
  Labels,
  Pair,
} from './compare-finding.ts';
import { clocksOf } from './clocks.ts';
import { criticalPathOf } from './critical-path.ts';
import { soundTimes } from './impossible-times.ts';
import { headlineOf } from './headline.ts';
import { permutationTest } from './permutation-test.ts';
import { requestsOf } from './requests.ts';
import { timeSpans } from './span-times.ts';

/** p above this is not evidence; a sample that cannot reach it is too small. */
const SIGNIFICANT = 0.05;
/** Any number will do; that it is always the same makes an answer repeatable. */
const BOOTSTRAP_SEED = 20_080_229;

interface RankedRequest {
  readonly trace: Trace;
  readonly root: Span;
  /** The operation that it began with. */
  readonly name: string;
  readonly places: ReadonlyMap<CallPath, { us: number; spans: number }>;
}

/**
 * What makes the requests of one group take longer than those of another: the difference of their mean durations,
 * divided among the places of the request. Since the times on the critical path add up to a request's duration, the
 * differences add up too:
 *
 *     Δ = mean_b − mean_a = Σ Δ_p        Δ_p = mean over b of x_p − mean over a of x_p
 *
 * Needs no distribution, and holds for one trace against one. Of groups only the operation is compared that most
 * requests of both began with.
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
  const clocks = clocksOf(options.rawClocks ? [] : soundOf([...groups.a, ...groups.b]));
  const moved = map(groups, (traces) => soundOf(traces.map(clocks.move)));
  const tree = new CallTree(options.exactNames);
  const all = map(moved, (traces) => ranked(traces, tree, options));
  const compared = labels === 'single' ? all : sameOperation(all);
  const roots = compared && rootsOf(compared);
  if (compared === undefined || roots === undefined) return undefined;
  const found = divided(compared, labels);
  const finding = {
    roots,
    ...found,
    attributes: compareAttributes(map(compared, (requests) => requests.map(({ trace }) => trace))),
    labels,
    clocks: clocks.disagreements,
    incomplete: map(moved, (traces) => traces.filter((trace) => !isRanked(trace, options)).length),
    otherOperations: {
      a: all.a.length - found.traces.a,
      b: all.b.length - found.traces.b,
    },
  };
  return { ...finding, headline: headlineOf(finding, options.runSpreadUs) };
}

const isRanked = (trace: Trace, { settledUs }: CompareOptions): boolean =>
  requestsOf(trace, settledUs).length > 0;

function rootsOf({ a, b }: Pair<readonly RankedRequest[]>): CompareFinding['roots'] | undefined {
  const [first, second] = [a[0], b[0]];
  return first && second && { a: rootStep(first), b: rootStep(second) };
}

/** The difference, divided among the places. */
function divided(compared: Pair<readonly RankedRequest[]>, labels: Labels) {
  const traces = map(compared, ({ length }) => length);
  const totals = map(compared, (requests) => sum(requests.map(({ root }) => root.durationUs)));
  const deltaUs = difference(totals, traces);
  const unjudged = placesOf(compared, deltaUs);
  const { evidence, p } = evidenceFor(compared, unjudged, labels);
  return {
    traces,
    meanUs: { a: mean(totals.a, traces.a), b: mean(totals.b, traces.b) },
    deltaUs,
    interval: bootstrapInterval(
      map(compared, (requests) => requests.map(({ root }) => root.durationUs)),
      mulberry32(BOOTSTRAP_SEED),
    ),
    places: unjudged.map(({ place }, i) => ({ ...place, p: p[i] })),
    evidence,
  };
}

const map = <T, U>({ a, b }: Pair<T>, change: (value: T) => U): Pair<U> => ({
  a: change(a),
  b: change(b),
});
const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
const mean = (total: number, n: number): Micros => micros(Math.round(total / n));
const rootStep = ({ root, name }: RankedRequest) => ({ service: root.resource.service, name });

/** One division, of whole numbers: differences that should be equal are. */
const difference = (totals: Pair<number>, n: Pair<number>): number =>
  (totals.b * n.a - totals.a * n.b) / (n.a * n.b);

const soundOf = (traces: readonly Trace[]): Trace[] =>
  traces.map((trace) => soundTimes(trace).trace);

function ranked(
  traces: readonly Trace[],
  tree: CallTree,
  { settledUs }: CompareOptions,
): RankedRequest[] {
  return traces
    .flatMap((trace) => requestsOf(trace, settledUs))
    .map(({ trace, root }) => {
      const path = criticalPathOf(trace, root);
      const places = new Map<CallPath, { us: number; spans: number }>();
      for (const { place, pathUs } of timeSpans(trace, path, tree, 'path')) {
        const known = places.get(place) ?? { us: 0, spans: 0 };
        places.set(place, { us: known.us + pathUs, spans: known.spans + 1 });
      }
      const [top] = places.keys();
      return { trace, root, name: top?.step.name ?? root.name, places };
    });
}

/** The requests of the operation that both groups have most of; undefined if they have none in common. */
function sameOperation(
  all: Pair<readonly RankedRequest[]>,
): Pair<readonly RankedRequest[]> | undefined {
  const keyOf = (request: RankedRequest): string => JSON.stringify(rootStep(request));
  const counts = map(all, (requests) => {
    const byKey = new Map<string, number>();
    for (const request of requests) byKey.set(keyOf(request), (byKey.get(keyOf(request)) ?? 0) + 1);
    return byKey;
  });
  const both = Array.from(counts.a.keys()).filter((key) => counts.b.has(key));
  const fewer = (key: string): number => Math.min(counts.a.get(key) ?? 0, counts.b.get(key) ?? 0);
  const [chosen] = both.sort((x, y) => fewer(y) - fewer(x) || (x < y ? -1 : 1));
  if (chosen === undefined) return undefined;
  return map(all, (requests) => requests.filter((request) => keyOf(request) === chosen));
}

interface Unjudged {
  readonly path: CallPath;
  readonly place: Omit<ComparedPlace, 'p'>;
}

function placesOf(compared: Pair<readonly RankedRequest[]>, deltaUs: number): Unjudged[] {
  const traces = map(compared, ({ length }) => length);
  const paths = new Set(
    [...compared.a, ...compared.b].flatMap(({ places }) => Array.from(places.keys())),
  );
  return Array.from(paths, (path) => ({ path, place: placeOf(path, compared, traces, deltaUs) }))
    .filter(({ place }) => place.change !== 'time' || place.totalUs.a + place.totalUs.b > 0)
    .sort(
      (x, y) =>
        Math.abs(y.place.deltaUs) - Math.abs(x.place.deltaUs) || comparePaths(x.path, y.path),
    );
}

function placeOf(
  path: CallPath,
  compared: Pair<readonly RankedRequest[]>,
  traces: Pair<number>,
  deltaUs: number,
): Omit<ComparedPlace, 'p'> {
  const found = map(compared, (requests) =>
    requests.flatMap(({ places }) => places.get(path) ?? []),
  );
  const presentIn = map(found, ({ length }) => length);
  const totalUs = map(found, (entries) => micros(sum(entries.map(({ us }) => us))));
  const spans = map(found, (entries) => sum(entries.map((entry) => entry.spans)));
  const placeDelta = difference(totalUs, traces);
  return {
    steps: path.steps(),
    level: path.level,
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

function evidenceFor(
  { a, b }: Pair<readonly RankedRequest[]>,
  places: readonly Unjudged[],
  labels: Labels,
): { evidence: Evidence | undefined; p: readonly number[] } {
  if (labels !== 'dealt') return { evidence: undefined, p: [] };
  const requests = [...a, ...b];
  const durations = requests.map(({ root }) => root.durationUs);
  const ofPlaces = places.map(({ path }) =>
    requests.map((request) => request.places.get(path)?.us ?? 0),
  );
  const { method, permutations, smallestP, p } = permutationTest(
    [durations, ...ofPlaces],
    a.length,
  );
  const [whole = 1, ...each] = p;
  return {
    evidence: { method, permutations, smallestP, p: whole, tooFew: smallestP > SIGNIFICANT },
    p: each,
  };
}
