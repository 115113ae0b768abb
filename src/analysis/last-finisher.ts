import type { Span } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';

/** A child as far as it lies within its parent. Not empty. */
export interface ClippedChild {
  readonly span: Span;
  readonly startUs: Micros;
  readonly endUs: Micros;
}

/** Children that end at one moment after the cursor. Only the one that started first can still be chosen. */
interface Overrun {
  readonly first: ClippedChild;
  others: number;
}

/**
 * Answers, for a moment that only moves back: which child had finished last by then?
 *
 *     a  |--------|
 *     b        |---------|       still running when c began, by more than the tolerance: nobody waited for it
 *     c              |------|
 *                    ^ asked for this moment, the answer is a
 *
 * A child counts as finished if it ends at or before the moment, or after it by no more than the tolerance. The
 * tolerance is void if another child that was not chosen starts or ends within the overlap: then the work really was
 * parallel. Each child is chosen once. All questions together cost O(n log n).
 */
export class LastFinisher {
  readonly #toleranceUs: Micros;
  readonly #byEnd: readonly ClippedChild[];
  readonly #byStart: readonly ClippedChild[];
  readonly #chosen = new Set<ClippedChild>();
  /** What was passed over because it ends after the cursor; nearest last. */
  readonly #overruns: Overrun[] = [];
  /** The next of each order that does not lie after the cursor. */
  #atEnd = 0;
  #atStart = 0;
  /** Of the children that were not chosen, the first to start after the cursor. */
  #nearestStart = Infinity;

  constructor(children: readonly ClippedChild[], toleranceUs: Micros) {
    this.#toleranceUs = toleranceUs;
    this.#byEnd = children.toSorted(byEndThenStart);
    this.#byStart = children.toSorted((a, b) => b.startUs - a.startUs);
  }

  /** @param cursor not after any moment asked about before */
  before(cursor: Micros): ClippedChild | undefined {
    this.#passEndsAfter(cursor);
    this.#passStartsAfter(cursor);
    const child = this.#toleratedAt(cursor) ?? this.#byEnd[this.#atEnd++];
    if (child !== undefined) this.#chosen.add(child);
    return child;
  }

  #toleratedAt(cursor: Micros): ClippedChild | undefined {
    const overrun = this.#overruns.at(-1);
    if (overrun === undefined) return undefined;
    const { startUs, endUs } = overrun.first;
    if (startUs >= cursor || endUs > cursor + this.#toleranceUs) return undefined;
    if (this.#nearestStart < endUs) return undefined;
    // Others that end with it stay: they can no longer be chosen, but they show that work was parallel there.
    if (overrun.others === 0) this.#overruns.pop();
    return overrun.first;
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

  #passStartsAfter(cursor: Micros): void {
    let child = this.#byStart[this.#atStart];
    while (child !== undefined && child.startUs > cursor) {
      if (!this.#chosen.has(child)) this.#nearestStart = child.startUs;
      this.#atStart += 1;
      child = this.#byStart[this.#atStart];
    }
  }
}

/** Latest end first; of those that end together, the one that started first, then the smaller span id. */
function byEndThenStart(a: ClippedChild, b: ClippedChild): number {
  return b.endUs - a.endUs || a.startUs - b.startUs || (a.span.spanId < b.span.spanId ? -1 : 1);
}
