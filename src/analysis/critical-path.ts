import { longestRoot } from '../model/longest-root.ts';
import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { CriticalWalk, type LateEnd, type PathSection, type TailSpan } from './critical-walk.ts';
import { rootsOf } from './requests.ts';

export type { LateEnd, PathSection, TailSpan };

export interface CriticalPath {
  readonly root: Span;
  /** By time. Contiguous and disjoint: together exactly the root, from its start to its end. */
  readonly sections: readonly PathSection[];
  readonly asyncTail: readonly TailSpan[];
  /** Children that were waited for and end after their parent, where the path cuts them. */
  readonly lateEnds: readonly LateEnd[];
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
 * @param root where the request begins
 * @see docs/definitions.md#critical-path
 * @see https://github.com/uber-research/CRISP graph.py, https://github.com/jaegertracing/jaeger-ui CriticalPath/
 */
export function criticalPathOf(trace: Trace, root: Span): CriticalPath {
  const { sections, asyncTail, lateEnds } = new CriticalWalk(trace, root);
  return { root, sections: sections.reverse(), asyncTail, lateEnds };
}

/**
 * The critical path of one request of a trace.
 *
 * @param asked picks the root of a trace with several: the first that fits, else the longest
 * @returns undefined if the trace has no root, and none that stands for one
 */
export function criticalPath(trace: Trace, asked: AskedRoot = {}): CriticalPath | undefined {
  const root = chooseRoot(rootsOf(trace), asked);
  return root && criticalPathOf(trace, root);
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
