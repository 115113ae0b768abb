import { endUs, type Span, type Trace, type TraceProblem } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { stepOf, type CallStep } from './call-path.ts';
import { CalleesWithoutSpans } from './callees-without-spans.ts';
import { clocksOf, type ClockDisagreement } from './clocks.ts';
import {
  criticalPath,
  type AskedRoot,
  type CriticalPath,
  type PathSection,
} from './critical-path.ts';
import type { DependencyNode } from './dependency-graph.ts';
import type { Headline } from './headlines/headline.ts';
import { traceHeadline } from './headlines/trace-headline.ts';
import { failuresIn, type Failure } from './failures.ts';
import { soundTimes } from './impossible-times.ts';
import { linksOf, type LinkedTraces, type TraceLink } from './links.ts';
import { repeatedCalls, type RepeatedCall } from './n-plus-one.ts';
import { rootsOf } from './requests.ts';
import { type ServiceTime, serviceTimes } from './service-times.ts';
import { selfTime } from './self-time.ts';
import { otherHalves } from './split-id.ts';
import { extentOf } from './trace-summary.ts';
import { remarksOn, type Remark } from './trace-remarks.ts';

export interface WaterfallOptions extends AskedRoot {
  /** Only spans on the critical path, and what leads to them. */
  readonly critical?: boolean | undefined;
  /** Siblings of one operation as one row, and what is below them likewise. */
  readonly collapse?: boolean | undefined;
  /** Times as they were sent, though clocks disagree. */
  readonly rawClocks?: boolean | undefined;
  /** Other traces that may be linked with it, or be its other half. */
  readonly linked?: LinkedTraces | undefined;
}

/** One span, or several that are folded into one row. */
export interface WaterfallRow {
  /** By start. */
  readonly spans: readonly [Span, ...Span[]];
  readonly step: CallStep;
  /** 0 for what has no parent in the trace. */
  readonly depth: number;
  /** From the first start to the last end. */
  readonly startUs: Micros;
  readonly endUs: Micros;
  /** Sums over the spans. */
  readonly durationUs: Micros;
  readonly selfUs: Micros;
  /** How long the request waited for the spans themselves. */
  readonly pathUs: Micros;
  /** Of client spans whose server spans came: `pathUs` under the name that it has for these. */
  readonly gapUs: Micros | undefined;
  /** By start. */
  readonly sections: readonly PathSection[];
  readonly remarks: readonly Remark[];
}

export interface Waterfall {
  /** What it comes down to; undefined where nothing takes a fifth of the request. */
  readonly headline: Headline | undefined;
  readonly traceId: string;
  /** Where the critical path begins; undefined when the trace has no root. */
  readonly root: Span | undefined;
  /** From the first start to the last end of any span whose times can be. */
  readonly startUs: Micros;
  readonly durationUs: Micros;
  /** Clocks that disagree; the times of the rows are moved, unless raw ones were asked for. */
  readonly clocks: readonly ClockDisagreement[];
  readonly rawClocks: boolean;
  readonly spanCount: number;
  /** In alphabetical order. */
  readonly services: readonly string[];
  /** Most time on the critical path first; of all rows, shown or not. */
  readonly serviceTimes: readonly ServiceTime[];
  /** Spans whose status is an error. */
  readonly errors: number;
  /** Why, furthest from the root first; equal ones once. */
  readonly failures: readonly Failure[];
  /** Callers before callees, siblings by start. */
  readonly rows: readonly WaterfallRow[];
  /** Spans that no row shows, because only the critical path was asked for. */
  readonly hiddenSpans: number;
  readonly problems: readonly TraceProblem[];
  /** Roots beside the one whose path is drawn. */
  readonly otherRoots: readonly Span[];
  readonly repeated: readonly RepeatedCall[];
  readonly links: readonly TraceLink[];
  /** Ids of the traces that hold the rest of it, because a service cut the id to 64 bits. */
  readonly otherHalves: readonly string[];
  /** Their calls have no gap: a call is all of their time. */
  readonly calleesWithoutSpans: readonly DependencyNode[];
}

/**
 * A trace as rows to be drawn against one time axis, with its critical path and all that is odd about it. Without
 * recursion, O(n log n), whatever the depth.
 *
 * @see docs/definitions.md#waterfall
 */
export function waterfall(received: Trace, options: WaterfallOptions = {}): Waterfall {
  const { rawClocks = false, critical = false, collapse = false, linked } = options;
  const clocks = clocksOf([soundTimes(received).trace]);
  const trace = rawClocks ? received : clocks.move(received);
  const { trace: sound, faults } = soundTimes(trace);
  const path = criticalPath(sound, options);
  const root = path?.root;
  const all = rowsOf(trace, path, remarksOn(trace, path, faults), collapse);
  const rows = critical ? leadingToThePath(all) : all;
  const repeated = repeatedCalls(sound);
  const failures = failuresIn(trace);
  const calleesWithoutSpans = silentIn(trace, all, knownOf(linked));
  const { startUs, durationUs } = extentOf(trace);
  return {
    headline: traceHeadline(trace, { path, rows: all, repeated, failures, calleesWithoutSpans }),
    traceId: trace.traceId,
    root,
    startUs,
    durationUs,
    clocks: clocks.disagreements,
    rawClocks,
    spanCount: trace.spans.length,
    services: [...new Set(trace.spans.map(({ resource }) => resource.service))].sort(),
    serviceTimes: serviceTimes(all, root?.durationUs),
    errors: trace.spans.filter(({ status }) => status === 'error').length,
    failures,
    rows,
    hiddenSpans: trace.spans.length - rows.reduce((sum, { spans }) => sum + spans.length, 0),
    problems: trace.problems,
    otherRoots: rootsOf(sound).filter((other) => other !== root),
    repeated,
    links: linksOf(trace, linked),
    otherHalves: halvesOf(trace, linked),
    calleesWithoutSpans,
  };
}

function silentIn(
  trace: Trace,
  rows: readonly WaterfallRow[],
  others: readonly Trace[],
): DependencyNode[] {
  const without = new CalleesWithoutSpans();
  for (const { spans, step } of rows) for (const span of spans) without.add(span, step, trace);
  for (const other of others) without.seeAll(other);
  return without.finish();
}

const knownOf = (linked: LinkedTraces = new Map()): Trace[] =>
  Array.from(linked.values()).filter((other) => other !== undefined);

const halvesOf = ({ traceId }: Trace, linked: LinkedTraces | undefined): readonly string[] =>
  otherHalves([traceId, ...knownOf(linked).map((other) => other.traceId)]).get(traceId) ?? [];

/** Spans of one row to be. */
interface Group {
  readonly spans: [Span, ...Span[]];
  readonly step: CallStep;
  readonly depth: number;
}

function rowsOf(
  trace: Trace,
  path: CriticalPath | undefined,
  remarks: ReadonlyMap<Span, readonly Remark[]>,
  collapse: boolean,
): WaterfallRow[] {
  const sections = sectionsBySpan(path);
  const rows: WaterfallRow[] = [];
  const waiting = grouped(trace.tops, 0, trace, collapse).reverse();
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    rows.push(rowOf(group, trace, sections, remarks));
    const children = childrenOf(group.spans, trace);
    for (const below of grouped(children, group.depth + 1, trace, collapse).reverse()) {
      waiting.push(below);
    }
  }
  return rows;
}

function sectionsBySpan(path: CriticalPath | undefined): Map<Span, PathSection[]> {
  const bySpan = new Map<Span, PathSection[]>();
  for (const section of path?.sections ?? []) {
    const before = bySpan.get(section.span);
    if (before === undefined) bySpan.set(section.span, [section]);
    else before.push(section);
  }
  return bySpan;
}

function childrenOf(spans: readonly [Span, ...Span[]], trace: Trace): readonly Span[] {
  if (spans.length === 1) return trace.children(spans[0].spanId);
  return spans.flatMap((span) => trace.children(span.spanId)).sort(byStart);
}

const byStart = (a: Span, b: Span): number =>
  a.startUs - b.startUs || a.startNanos - b.startNanos || (a.spanId < b.spanId ? -1 : 1);

/** @param spans by start, which is the order of the groups too */
function grouped(spans: readonly Span[], depth: number, trace: Trace, collapse: boolean): Group[] {
  if (!collapse) return spans.map((span) => ({ spans: [span], step: stepOf(span, trace), depth }));
  const groups = new Map<string, Group>();
  for (const span of spans) {
    const step = stepOf(span, trace);
    const key = JSON.stringify([step.service, step.name, step.callee, span.kind]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { spans: [span], step, depth });
    else group.spans.push(span);
  }
  return [...groups.values()];
}

const NO_SECTIONS: readonly PathSection[] = [];
const NO_REMARKS: readonly Remark[] = [];

function rowOf(
  { spans, step, depth }: Group,
  trace: Trace,
  sectionsOf: ReadonlyMap<Span, readonly PathSection[]>,
  remarks: ReadonlyMap<Span, readonly Remark[]>,
): WaterfallRow {
  const [only, ...others] = spans;
  const sections =
    others.length === 0
      ? (sectionsOf.get(only) ?? NO_SECTIONS)
      : spans
          .flatMap((span) => sectionsOf.get(span) ?? NO_SECTIONS)
          .sort((a, b) => a.startUs - b.startUs);
  const sum = (timeOf: (span: Span) => number): Micros =>
    micros(spans.reduce((us, span) => us + timeOf(span), 0));
  const pathUs = micros(sections.reduce((us, one) => us + one.endUs - one.startUs, 0));
  const isCall = spans.every(
    (span) =>
      span.kind === 'client' && trace.children(span.spanId).some(({ kind }) => kind === 'server'),
  );
  return {
    spans,
    step,
    depth,
    startUs: spans[0].startUs,
    endUs: micros(spans.reduce((latest, span) => Math.max(latest, endUs(span)), 0)),
    durationUs: sum(({ durationUs }) => durationUs),
    selfUs: sum((span) => selfTime(span, trace.children(span.spanId))),
    pathUs,
    gapUs: isCall ? pathUs : undefined,
    sections,
    remarks:
      others.length === 0
        ? (remarks.get(only) ?? NO_REMARKS)
        : spans.flatMap((span) => remarks.get(span) ?? NO_REMARKS),
  };
}

/** Rows that are on the path, and the rows above them. */
function leadingToThePath(rows: readonly WaterfallRow[]): WaterfallRow[] {
  const kept: WaterfallRow[] = [];
  let wantedDepth = -1;
  for (const row of rows.toReversed()) {
    const leads = row.depth === wantedDepth;
    if (row.pathUs === 0 && !leads) continue;
    kept.push(row);
    wantedDepth = row.depth - 1;
  }
  return kept.reverse();
}
