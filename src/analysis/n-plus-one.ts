import { groupBy } from '../base/group-by.ts';
import { longestRoot } from '../model/longest-root.ts';
import { endUs, type Span, type Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { attributeOf } from './attribute-of.ts';
import { callShape, isBatch, type CallShape } from './call-shape.ts';
import { callsBelow } from './calls-below.ts';
import { clockQuantum, quantumBetween } from './clock-quantum.ts';
import { criticalPathOf } from './critical-path.ts';
import { rootsOf } from './requests.ts';
import { plainName } from './operation.ts';
import { isPolling, retriesIn } from './retries.ts';
import { ADDRESS } from './semantic-keys.ts';

/**
 * What repeated calls of one kind below one span are.
 *
 *     n-plus-one              |--||--||--||--||--|     each waits for the one before
 *     concurrent-n-plus-one   |---|                    sent together, but still one by one
 *                             |----|
 *     fan-out                 the same, and the spans say that they are parts of one batch or pipeline
 *     retries                 the same thing again, because it had failed
 *     cannot-tell             too short for the clock, or neither of both
 */
export type RepeatVerdict =
  'n-plus-one' | 'concurrent-n-plus-one' | 'fan-out' | 'retries' | 'cannot-tell';

/** Whether one call could do in place of many. */
export const isNPlusOne = ({ verdict }: { readonly verdict: RepeatVerdict }): boolean =>
  verdict === 'n-plus-one' || verdict === 'concurrent-n-plus-one';

/** Calls that differ only in the keys that they ask for, below one span. */
export interface RepeatedCall extends CallShape {
  readonly verdict: RepeatVerdict;
  readonly parent: Span;
  /** By start; at least five. */
  readonly spans: readonly Span[];
  /** Time in which at least one of them ran. */
  readonly wallUs: Micros;
  /** What one call in place of all would have saved, if it took as long as the longest of them; of retries their own time. */
  readonly savedUs: Micros;
  /** The most that ran at a time. */
  readonly width: number;
  /** How many of them only repeat one that had failed. */
  readonly retries: number;
  /** No request waited for any of them: one call in place of all would save work, and no request time. */
  readonly offPath: boolean;
}

/** As many as https://docs.sentry.io/product/issues/issue-details/performance-issues asks for. */
const LEAST_CALLS = 5;
/** Less is not worth a word: so long, and this share of the request. */
const LEAST_SAVED_US = 5000;
const LEAST_SHARE = 0.05;

/**
 * Where one span asked for many things one by one, and it cost time. Most time to be saved first. O(n log n).
 *
 * @see docs/definitions.md#n1
 */
export function repeatedCalls(trace: Trace): RepeatedCall[] {
  const requestUs = longestRoot(trace)?.durationUs ?? 0;
  const leastUs = Math.max(LEAST_SAVED_US, LEAST_SHARE * requestUs);
  const found = trace.spans
    .filter(({ spanId }) => trace.children(spanId).length >= LEAST_CALLS)
    .flatMap((parent) => repeatedBelow(parent, trace))
    .filter(({ verdict, savedUs }) => verdict === 'retries' || savedUs >= leastUs)
    .sort((a, b) => b.savedUs - a.savedUs || compareFirst(a, b));
  if (found.length === 0) return [];
  const waitedFor = spansWaitedFor(trace);
  return found.map((call) => ({ ...call, offPath: !call.spans.some((one) => waitedFor.has(one)) }));
}

/** The spans on the critical paths of all requests of a trace, and those above them. */
function spansWaitedFor(trace: Trace): ReadonlySet<Span> {
  const found = new Set<Span>();
  for (const root of rootsOf(trace))
    for (const { span } of criticalPathOf(trace, root).sections)
      for (let at: Span | undefined = span; at && !found.has(at); at = trace.parent(at))
        found.add(at);
  return found;
}

/** Those of which enough have the same name: only their shapes, which take longer to find, can be equal. */
const callsOfSameName = (parent: Span, trace: Trace): Span[] =>
  [...groupBy(callsBelow(parent, trace), plainName).values()]
    .flatMap((named) => [...groupBy(named, ({ resource }) => resource.service).values()])
    .filter(({ length }) => length >= LEAST_CALLS)
    .flat();

type Repeated = Omit<RepeatedCall, 'offPath'>;

function repeatedBelow(parent: Span, trace: Trace): Repeated[] {
  const calls = callsOfSameName(parent, trace).map((span) => ({
    span,
    shape: callShape(span, trace),
  }));
  const alike = groupBy(calls, ({ span, shape }) =>
    JSON.stringify([{ ...shape, callee: undefined }, span.kind, attributeOf(span, ADDRESS)]),
  );
  const groups = Array.from(alike.values()).flatMap(byCallee);
  return groups.flatMap((group) => {
    const shape = group.find(hasCallee)?.shape ?? group[0]?.shape;
    const spans = group.map(({ span }) => span).sort(byStartThenEnd);
    if (shape === undefined || spans.length < LEAST_CALLS || isPolling(spans)) return [];
    return repeatedOf(shape, parent, spans);
  });
}

interface Call {
  readonly span: Span;
  readonly shape: CallShape;
}

const hasCallee = ({ shape }: Call): boolean => shape.callee !== undefined;

/** A call whose callee's span is missing went where the others like it went, if that is one place. */
function byCallee(alike: readonly Call[]): (readonly Call[])[] {
  const groups = groupBy(alike, ({ shape }) => shape.callee);
  const places = groups.size - (groups.has(undefined) ? 1 : 0);
  return places === 1 ? [alike] : [...groups.values()];
}

const byStartThenEnd = (a: Span, b: Span): number =>
  a.startUs - b.startUs || endUs(a) - endUs(b) || (a.spanId < b.spanId ? -1 : 1);

function compareFirst({ spans: [a] }: Repeated, { spans: [b] }: Repeated): number {
  if (a === undefined || b === undefined) return 0;
  return a.startUs - b.startUs || (a.spanId < b.spanId ? -1 : 1);
}

/**
 * Where most are retries, they are one finding, and what they repeat another: ten keys of which each was asked twice are
 * still ten calls.
 *
 * @param spans by start
 */
function repeatedOf(shape: CallShape, parent: Span, spans: readonly Span[]): Repeated[] {
  const again = retriesIn(spans);
  const isRetried = again.size > (spans.length - 1) / 2;
  const first = isRetried ? spans.filter((one) => !again.has(one)) : spans;
  const found = { ...shape, parent };
  const calls = (of: readonly Span[]) => ({
    ...found,
    spans: of,
    wallUs: unionOf(of),
    width: widthOf(of),
  });
  return [
    ...(isRetried
      ? [
          {
            ...calls(spans),
            verdict: 'retries' as const,
            savedUs: unionOf([...again]),
            retries: again.size,
          },
        ]
      : []),
    ...(first.length >= LEAST_CALLS
      ? [
          {
            ...calls(first),
            verdict: verdictOn(first),
            savedUs: savedBy(first),
            retries: isRetried ? 0 : again.size,
          },
        ]
      : []),
  ];
}

/** What one call would have saved, if it took as long as the longest of them. */
const savedBy = (spans: readonly Span[]): Micros =>
  micros(unionOf(spans) - spans.reduce((most, { durationUs }) => Math.max(most, durationUs), 0));

function verdictOn(spans: readonly Span[]): Exclude<RepeatVerdict, 'retries'> {
  let sequential = 0;
  let overlapping = 0;
  for (const [i, next] of spans.entries()) {
    const before = spans[i - 1];
    if (before === undefined) continue;
    const relation = relationOf(before, next);
    if (relation === 'sequential') sequential += 1;
    if (relation === 'overlapping') overlapping += 1;
  }
  const most = (spans.length - 1) / 2;
  if (sequential > most) return 'n-plus-one';
  if (overlapping <= most) return 'cannot-tell';
  return spans.some(isBatch) ? 'fan-out' : 'concurrent-n-plus-one';
}

/** Of calls that are shorter than the clock is fine, the order is known where their starts are further apart. */
function relationOf(before: Span, next: Span): 'sequential' | 'overlapping' | 'neither' {
  const quantum = quantumBetween(before, next);
  const apart = next.startUs - before.startUs;
  const isShorter = before.durationUs < apart && next.durationUs < apart;
  if (apart > quantum && isShorter) return 'sequential';
  const areTooShort = Math.max(before.durationUs, next.durationUs) < quantum;
  if (next.startUs >= endUs(before) - quantum) return areTooShort ? 'neither' : 'sequential';
  const overlap = Math.min(endUs(before), endUs(next)) - next.startUs;
  const shorter = Math.min(before.durationUs, next.durationUs);
  return overlap > Math.max(quantum, shorter / 2) ? 'overlapping' : 'neither';
}

/** The most spans that ran at one moment. Two that overlap by no more than the clock is coarse ran one by one. */
function widthOf(spans: readonly Span[]): number {
  const edges = spans.flatMap((span) => [
    { at: span.startUs, by: 1 },
    // Times are whole microseconds: even the shortest span ends after its start.
    { at: Math.max(span.startUs + 0.5, endUs(span) - clockQuantum(span)), by: -1 },
  ]);
  edges.sort((a, b) => a.at - b.at || a.by - b.by);
  let [open, most] = [0, 1];
  for (const { by } of edges) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
}

/** @param spans by start */
function unionOf(spans: readonly Span[]): Micros {
  let covered = 0;
  let coveredTo = 0;
  for (const span of spans) {
    const end = endUs(span);
    covered += Math.max(0, end - Math.max(span.startUs, coveredTo));
    coveredTo = Math.max(coveredTo, end);
  }
  return micros(covered);
}
