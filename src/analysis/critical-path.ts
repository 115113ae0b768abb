import { longestRoot } from '../model/longest-root.ts';
import { endUs, type Span, type Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { fateOf, type TailReason, tolerance } from './child-fate.ts';
import { clockQuantum } from './clock-quantum.ts';
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

export interface CriticalPath {
  readonly root: Span;
  /** By time. Contiguous and disjoint: together exactly the root, from its start to its end. */
  readonly sections: readonly PathSection[];
  readonly asyncTail: readonly TailSpan[];
  /** Server spans that ran on after their client had given up, most likely by a timeout. */
  readonly outliveCaller: readonly Span[];
  /** Roots beside the one whose path this is. */
  readonly otherRoots: readonly Span[];
}

/** Which root is meant, if a trace has several. */
export interface AskedRoot {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
}

/**
 * What the request waited for at each moment: from the end of the root backwards, always the child that finished
 * last, and the parent itself where no child was running.
 *
 *     root          |--------------------|
 *       a             |------|                   next to b, but b finished later
 *       b               |-------|
 *       c                         |----|
 *     on the path   rrrrbbbbbbbbbrccccccrr       root 7, b 9, c 6: together the root's 22
 *
 * Start and end times cannot show which sibling waited for which; that a span which finished before another began
 * was waited for is an assumption. Without recursion, O(n log n).
 *
 * @param asked picks the root of a trace with several: the first that fits, else the longest
 * @returns undefined if the trace has no root
 * @see docs/definitions.md#critical-path
 * @see https://github.com/uber-research/CRISP graph.py, https://github.com/jaegertracing/jaeger-ui CriticalPath/
 */
export function criticalPath(trace: Trace, asked: AskedRoot = {}): CriticalPath | undefined {
  const root = chooseRoot(trace.roots, asked);
  if (root === undefined) return undefined;
  const found = new Walk(trace, root);
  return {
    root,
    sections: found.sections.reverse(),
    asyncTail: found.asyncTail,
    outliveCaller: found.outliveCaller,
    otherRoots: trace.roots.filter((other) => other !== root),
  };
}

/** How long the request waited for each span on its path; spans off the path are absent. */
export function timeOnPath(path: CriticalPath): Map<Span, Micros> {
  const times = new Map<Span, Micros>();
  for (const section of path.sections) {
    const length = section.endUs - section.startUs;
    times.set(section.span, micros((times.get(section.span) ?? 0) + length));
  }
  return times;
}

function chooseRoot(roots: readonly Span[], { service, operation }: AskedRoot): Span | undefined {
  const isAsked = (root: Span): boolean =>
    (service === undefined || root.resource.service === service) &&
    (operation === undefined || root.name === operation);
  return longestRoot({ roots: roots.some(isAsked) ? roots.filter(isAsked) : roots });
}

/** A span on the path whose time before `cursor` has not been given to anybody yet. */
interface Frame {
  readonly span: Span;
  readonly startUs: Micros;
  cursor: Micros;
  readonly finishers: LastFinisher;
}

class Walk {
  /** Latest first. */
  readonly sections: PathSection[] = [];
  readonly asyncTail: TailSpan[] = [];
  readonly outliveCaller: Span[] = [];
  readonly #trace: Trace;
  readonly #open: Frame[] = [];

  constructor(trace: Trace, root: Span) {
    this.#trace = trace;
    this.#enter(root, root.startUs, endUs(root));
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) this.#step(top);
  }

  #step(frame: Frame): void {
    const child = frame.finishers.before(frame.cursor);
    if (child === undefined) {
      this.#emit(frame.span, frame.startUs, frame.cursor);
      this.#open.pop();
      return;
    }
    const childEnd = micros(Math.min(child.endUs, frame.cursor));
    this.#emit(frame.span, childEnd, frame.cursor);
    frame.cursor = child.startUs;
    this.#enter(child.span, child.startUs, childEnd);
  }

  #emit(span: Span, start: Micros, end: Micros): void {
    if (start < end) this.sections.push({ span, startUs: start, endUs: end });
  }

  #enter(span: Span, start: Micros, end: Micros): void {
    const received = this.#trace.children(span.spanId);
    if (received.length === 0) {
      this.#emit(span, start, end);
      return;
    }
    const children: ClippedChild[] = [];
    let quantum = clockQuantum(span);
    for (const child of received) {
      if (!this.#isAwaited(child, span)) continue;
      const childStart = micros(Math.max(child.startUs, start));
      const childEnd = micros(Math.min(endUs(child), end));
      if (childStart >= childEnd) continue;
      children.push({ span: child, startUs: childStart, endUs: childEnd });
      quantum = micros(Math.max(quantum, clockQuantum(child)));
    }
    const finishers = new LastFinisher(children, tolerance(span, quantum));
    this.#open.push({ span, startUs: start, cursor: end, finishers });
  }

  /** Whether the parent may have waited for the child; if not, or if it gave up waiting, that is noted. */
  #isAwaited(child: Span, parent: Span): boolean {
    const fate = fateOf(child, parent);
    if (fate === 'awaited') return true;
    if (fate === 'outlives-caller') {
      this.outliveCaller.push(child);
      return true;
    }
    if (child.durationUs > 0) this.asyncTail.push({ span: child, reason: fate });
    return false;
  }
}
