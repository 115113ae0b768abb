import { endUs, type Span, type Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { fateOf, type TailReason } from './child-fate.ts';
import { LastFinisher, type ClippedChild } from './last-finisher.ts';

/** A stretch of time in which the request waited for this span and for none of its children. Never empty. */
export interface PathSection {
  readonly span: Span;
  readonly startUs: Micros;
  readonly endUs: Micros;
}

/** Work that a span on the path started and did not wait for. */
export interface TailSpan {
  readonly span: Span;
  readonly reason: TailReason;
}

/** A child that was waited for and ends after its parent. */
export interface LateEnd {
  readonly span: Span;
  readonly parent: Span;
  readonly byUs: Micros;
}

/** The children of a span that its path may lead through. */
interface Family {
  /** By start. */
  readonly inTime: readonly Span[];
  /** For each of `inTime` the latest end up to it: what ends before a stretch is found without looking at all. */
  readonly latestEnds: readonly number[];
  /** Of those that end late, the first to start: it takes all that the others leave to the parent. */
  readonly late: Span | undefined;
}

/** What is left to be done, the last first: give a stretch to a span, or divide it among the span and its children. */
interface Task {
  readonly span: Span;
  readonly startUs: Micros;
  readonly endUs: Micros;
  readonly divide: boolean;
  /** Below a child that ends late, which may be walked through once for each stretch that is left to it. */
  readonly again: boolean;
}

/** A span on the path whose time before `cursor` has not been given to anybody yet. */
interface Frame {
  readonly span: Span;
  readonly startUs: Micros;
  cursor: Micros;
  readonly finishers: LastFinisher;
  readonly late: Span | undefined;
  readonly again: boolean;
}

/**
 * The walk from the end of a root backwards.
 *
 * Of children that ended in time the last to finish comes first. Only what these leave to the parent is walked again
 * with those that end late. All of them end together, at the parent's end, so that the first to start takes it all:
 *
 *     request   |---------|
 *      db         |------|         8 ms
 *      e-mail     |-----------     1 ms: it began with db, but its end was not waited for
 *     path      rrddddddde
 */
export class CriticalWalk {
  /** Latest first. */
  readonly sections: PathSection[] = [];
  readonly asyncTail: TailSpan[] = [];
  readonly lateEnds: LateEnd[] = [];
  readonly #trace: Trace;
  readonly #open: (Frame | Task)[] = [];
  readonly #families = new Map<Span, Family>();

  constructor(trace: Trace, root: Span) {
    this.#trace = trace;
    this.#enter(root, root.startUs, endUs(root), false);
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      if ('finishers' in top) this.#step(top);
      else this.#do(top);
    }
  }

  #do({ span, startUs, endUs: end, divide, again }: Task): void {
    this.#open.pop();
    if (divide) this.#enter(span, startUs, end, again);
    else this.#emit(span, startUs, end);
  }

  #step(frame: Frame): void {
    const { cursor, again } = frame;
    const child = frame.finishers.before(cursor);
    if (child === undefined) {
      this.#open.pop();
      this.#leave(frame, frame.startUs, cursor);
      return;
    }
    const childEnd = micros(Math.min(child.endUs, cursor));
    frame.cursor = child.startUs;
    if (frame.late === undefined) {
      this.#emit(frame.span, childEnd, cursor);
      this.#enter(child.span, child.startUs, childEnd, again);
      return;
    }
    const { span, startUs } = child;
    this.#open.push({ span, startUs, endUs: childEnd, divide: true, again });
    this.#leave(frame, childEnd, cursor);
  }

  /** A stretch that no child in time has: of the late child as far as it had started, and before that of the parent. */
  #leave({ span, late }: Frame, start: Micros, end: Micros): void {
    if (start >= end) return;
    if (late === undefined || late.startUs >= end) {
      this.#emit(span, start, end);
      return;
    }
    const lateStart = micros(Math.max(late.startUs, start));
    this.#open.push({ span, startUs: start, endUs: lateStart, divide: false, again: true });
    this.#enter(late, lateStart, end, true);
  }

  #emit(span: Span, start: Micros, end: Micros): void {
    if (start < end) this.sections.push({ span, startUs: start, endUs: end });
  }

  #enter(span: Span, start: Micros, end: Micros, again: boolean): void {
    const received = this.#trace.children(span.spanId);
    if (received.length === 0) {
      this.#emit(span, start, end);
      return;
    }
    const { late, ...family } = this.#familyOf(span, received, again);
    const finishers = new LastFinisher(clippedTo(family, start, end), span);
    this.#open.push({ span, startUs: start, cursor: end, finishers, late, again });
  }

  /** Remembered where it may be asked for again, and what is to be said about it is noted only once. */
  #familyOf(parent: Span, children: readonly Span[], again: boolean): Family {
    const known = again ? this.#families.get(parent) : undefined;
    if (known !== undefined) return known;
    const inTime: Span[] = [];
    const latestEnds: number[] = [];
    let latest = 0;
    let late: Span | undefined;
    for (const child of children) {
      const fate = fateOf(child, parent);
      if (fate === 'in-time') {
        inTime.push(child);
        latestEnds.push((latest = Math.max(latest, endUs(child))));
      } else if (fate === 'ends-late') {
        late = late === undefined || startsBefore(child, late) ? child : late;
        const byUs = micros(endUs(child) - endUs(parent));
        this.lateEnds.push({ span: child, parent, byUs });
      } else if (child.durationUs > 0) this.asyncTail.push({ span: child, reason: fate });
    }
    const family = { inTime, latestEnds, late };
    if (again) this.#families.set(parent, family);
    return family;
  }
}

const startsBefore = (a: Span, b: Span): boolean =>
  a.startUs < b.startUs || (a.startUs === b.startUs && a.spanId < b.spanId);

/** Those that are not empty within [start, end), latest start first. */
function clippedTo(
  { inTime, latestEnds }: Omit<Family, 'late'>,
  start: Micros,
  end: Micros,
): ClippedChild[] {
  const children: ClippedChild[] = [];
  for (let at = startingBefore(inTime, end) - 1; at >= 0; at -= 1) {
    const span = inTime[at];
    if (span === undefined || (latestEnds[at] ?? 0) <= start) break;
    const childStart = micros(Math.max(span.startUs, start));
    const childEnd = micros(Math.min(endUs(span), end));
    if (childStart < childEnd)
      children.push({ span, startUs: childStart, endUs: childEnd, isChosen: false });
  }
  return children;
}

/** How many of the spans, by start, start before the moment. */
function startingBefore(spans: readonly Span[], moment: Micros): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.startUs ?? Infinity) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
