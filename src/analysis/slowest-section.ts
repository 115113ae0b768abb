import { percentilesOf } from '../base/percentile.ts';
import type { Span } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { comparePaths, type CallPath } from './call-path.ts';
import type { CallPathTime, SlowestBy, SlowestSection } from './slowest-finding.ts';
import type { TimedSpan } from './span-times.ts';

/** What is known of one place after some traces. */
interface PlaceTally {
  readonly place: CallPath;
  totalUs: number;
  spans: number;
  /** The place's time in each trace that has it. */
  readonly perTrace: Micros[];
  maxUs: number;
  exemplarTraceId: string;
}

/** Adds up the requests that began with one operation. */
export class SectionTally {
  readonly #root: Span;
  readonly #by: SlowestBy;
  readonly #places = new Map<CallPath, PlaceTally>();
  #traces = 0;
  #requestsUs = 0;
  #selfUs = 0;

  constructor(root: Span, by: SlowestBy) {
    this.#root = root;
    this.#by = by;
  }

  get traces(): number {
    return this.#traces;
  }

  /** Of the requests, not of the places: it stays the same whatever is asked for. */
  get totalUs(): number {
    return this.#requestsUs;
  }

  /**
   * @param all spans of one request, at least one
   * @param asked those of them whose places are to be ranked
   */
  add(all: readonly TimedSpan[], asked: readonly TimedSpan[]): void {
    this.#traces += 1;
    this.#requestsUs += all[0]?.requestUs ?? 0;
    this.#selfUs += all.reduce((sum, { selfUs }) => sum + selfUs, 0);
    const inTrace = new Map<CallPath, { us: number; spans: number; traceId: string }>();
    for (const { place, rankedUs, span } of asked) {
      const entry = inTrace.get(place);
      if (entry === undefined)
        inTrace.set(place, { us: rankedUs, spans: 1, traceId: span.traceId });
      else {
        entry.us += rankedUs;
        entry.spans += 1;
      }
    }
    for (const [place, { us, spans, traceId }] of inTrace)
      this.#addPlace(place, us, spans, traceId);
  }

  #addPlace(place: CallPath, us: number, spans: number, traceId: string): void {
    let tally = this.#places.get(place);
    if (tally === undefined) {
      tally = { place, totalUs: 0, spans: 0, perTrace: [], maxUs: -1, exemplarTraceId: '' };
      this.#places.set(place, tally);
    }
    tally.totalUs += us;
    tally.spans += spans;
    tally.perTrace.push(micros(us));
    if (us > tally.maxUs || (us === tally.maxUs && traceId < tally.exemplarTraceId)) {
      tally.maxUs = us;
      tally.exemplarTraceId = traceId;
    }
  }

  finish(limit: number): SlowestSection {
    const places = Array.from(this.#places.values()).filter(({ totalUs }) => totalUs > 0);
    places.sort((a, b) => b.totalUs - a.totalUs || comparePaths(a.place, b.place));
    return {
      service: this.#root.resource.service,
      operation: this.#root.name,
      traces: this.#traces,
      totalUs: micros(this.#requestsUs),
      meanUs: micros(Math.round(this.#requestsUs / this.#traces)),
      paths: places.slice(0, limit).map((tally) => this.#timeOf(tally)),
      pathCount: places.length,
    };
  }

  #timeOf({ place, totalUs, spans, perTrace, maxUs, exemplarTraceId }: PlaceTally): CallPathTime {
    const absent = new Array<Micros>(this.#traces - perTrace.length).fill(micros(0));
    const { p50 = micros(0), p95 } = percentilesOf([...perTrace, ...absent]);
    const whole = this.#by === 'self' ? this.#selfUs : this.#requestsUs;
    return {
      steps: place.steps(),
      totalUs: micros(totalUs),
      meanUs: micros(Math.round(totalUs / this.#traces)),
      // Only by duration can there be a place in requests that took no time at all.
      share: whole === 0 ? 0 : totalUs / whole,
      spansPerTrace: spans / this.#traces,
      presentIn: perTrace.length,
      p50Us: p50,
      p95Us: p95,
      maxUs: micros(maxUs),
      exemplarTraceId,
    };
  }
}
