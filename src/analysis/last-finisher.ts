import type { Span } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import { quantumBetween } from './clock-quantum.ts';
import { isSameResource } from './resource-key.ts';

/** A child as far as it lies within its parent. Not empty. */
export interface ClippedChild {
  readonly span: Span;
  readonly startUs: Micros;
  readonly endUs: Micros;
  isChosen: boolean;
}

/** Children that end at one moment after the cursor. */
interface Overrun {
  readonly first: ClippedChild;
  others: number;
}

/**
 * Answers, for a moment that only moves back: which child had finished last by then?
 *
 *     a  |--------|
 *     b        |---------|       still running when c began: not waited for
 *     c              |------|
 *                    ^ asked for this moment, the answer is a
 *
 * A child counts as finished if it ends at or before the moment, or after it by no more than the tolerance between it
 * and the child that began then. The tolerance is void where another child that was not chosen starts or ends within
 * the overlap, or ended as shortly before the moment as this one ends after it: then that one was waited for, or the
 * work really was parallel. Each child is chosen once. All questions together cost O(n log n).
 */
export class LastFinisher {
  /** Between two resources, whose clocks need not agree to the microsecond. */
  readonly #betweenClocksUs: number;
  readonly #byEnd: readonly ClippedChild[];
  readonly #byStart: readonly ClippedChild[];
  #successor: ClippedChild | undefined;
  /** What was passed over because it ends after the cursor; nearest last. */
  readonly #overruns: Overrun[] = [];
  /** The next of each order that does not lie after the cursor. */
  #atEnd = 0;
  #atStart = 0;
  /** Of the children that were not chosen, the first to start at or after the cursor. */
  #nearestStart = Infinity;

  /** @param children latest start first @param parent not clipped */
  constructor(children: readonly ClippedChild[], parent: Span) {
    this.#betweenClocksUs = parent.durationUs / 100;
    this.#byEnd = children.toSorted(byEndThenStart);
    this.#byStart = children;
  }

  /** @param cursor the parent's end, then the start of the child that was answered last */
  before(cursor: Micros): ClippedChild | undefined {
    this.#passEndsAfter(cursor);
    this.#passStartsFrom(cursor);
    const child = this.#toleratedAt(cursor) ?? this.#byEnd[this.#atEnd++];
    if (child !== undefined) child.isChosen = true;
    this.#successor = child;
    return child;
  }

  /** Only the nearest can be: an end between is another child's, and makes the tolerance void. */
  #toleratedAt(cursor: Micros): ClippedChild | undefined {
    const overrun = this.#overruns.at(-1);
    if (overrun === undefined || overrun.others > 0) return undefined;
    const { startUs, endUs } = overrun.first;
    const overlapUs = endUs - cursor;
    if (startUs >= cursor || overlapUs > this.#toleranceUs(overrun.first)) return undefined;
    const endedBefore = this.#byEnd[this.#atEnd]?.endUs ?? -Infinity;
    if (this.#nearestStart <= endUs || endedBefore >= cursor - overlapUs) return undefined;
    this.#overruns.pop();
    return overrun.first;
  }

  #toleranceUs({ span }: ClippedChild): number {
    const successor = this.#successor?.span;
    if (successor === undefined) return 0;
    const quantum = quantumBetween(span, successor);
    const isOneClock = isSameResource(span.resource, successor.resource);
    return isOneClock ? quantum : Math.max(quantum, this.#betweenClocksUs);
  }

  #passEndsAfter(cursor: Micros): void {
    let child = this.#byEnd[this.#atEnd];
    while (child !== undefined && child.endUs > cursor) {
      const nearest = this.#overruns.at(-1);
      if (nearest?.first.endUs === child.endUs) nearest.others += 1;
      else this.#overruns.push({ first: child, others: 0 });
      this.#atEnd += 1;
      child = this.#byEnd[this.#atEnd];
    }
  }

  #passStartsFrom(cursor: Micros): void {
    let child = this.#byStart[this.#atStart];
    while (child !== undefined && child.startUs >= cursor) {
      if (!child.isChosen) this.#nearestStart = child.startUs;
      this.#atStart += 1;
      child = this.#byStart[this.#atStart];
    }
  }
}

/** Latest end first; of those that end together, the one that started first, then the smaller span id. */
function byEndThenStart(a: ClippedChild, b: ClippedChild): number {
  const startsFirst = a.span.startUs - b.span.startUs;
  return b.endUs - a.endUs || startsFirst || (a.span.spanId < b.span.spanId ? -1 : 1);
}
