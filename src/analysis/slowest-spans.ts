import { slowestFirst, type TimedSpan } from './span-times.ts';

/** Candidates are thinned out when there are so many times more than are wanted. */
const TOO_MANY = 20;

/** Keeps the slowest of many spans, and little more than these. */
export class SlowestSpans {
  readonly #limit: number;
  #candidates: TimedSpan[] = [];
  /** There are as many candidates as are wanted that took so long, or longer. */
  #leastUs = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(spans: readonly TimedSpan[]): void {
    const slow = spans.filter(({ rankedUs }) => rankedUs > 0 && rankedUs >= this.#leastUs);
    // No more of one request than the limit can be among the slowest of all.
    for (const span of slow.sort(slowestFirst).slice(0, this.#limit)) this.#candidates.push(span);
    if (this.#candidates.length <= TOO_MANY * this.#limit) return;
    this.#candidates = this.finish();
    this.#leastUs = this.#candidates.at(-1)?.rankedUs ?? 0;
  }

  /** Slowest first. */
  finish(): TimedSpan[] {
    return this.#candidates.sort(slowestFirst).slice(0, this.#limit);
  }
}
