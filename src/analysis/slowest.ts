import { isComplete } from '../model/assemble.ts';
import type { Span, Trace } from '../model/trace.ts';
import { CallTree } from './call-path.ts';
import { criticalPath } from './critical-path.ts';
import { IncompleteTally } from './incomplete-traces.ts';
import { repeatedCalls } from './n-plus-one.ts';
import { RepeatedPlaces } from './repeated-places.ts';
import type { SlowestFinding, SlowestOptions, SlowSpan } from './slowest-finding.ts';
import { SectionTally } from './slowest-section.ts';
import { slowestFirst, timeSpans, type TimedSpan } from './span-times.ts';

/**
 * Where the time of many requests went, by the place in the request, and the slowest single spans. Requests that began
 * with different operations are never mixed. The answer does not depend on the order of the traces.
 *
 * @param traces each once
 * @see docs/definitions.md#slowest
 */
export function slowest(traces: Iterable<Trace>, options: SlowestOptions): SlowestFinding {
  const ranking = new SlowestRanking(options);
  for (const trace of traces) ranking.add(trace);
  return ranking.finish();
}

/** Candidates for the slowest spans are thinned out when there are so many times more than are wanted. */
const TOO_MANY = 20;

/** `slowest` for traces that come one by one: none of them is kept. */
export class SlowestRanking {
  readonly #options: SlowestOptions;
  readonly #tree = new CallTree();
  readonly #tallies = new Map<string, SectionTally>();
  readonly #repeated = new RepeatedPlaces();
  readonly #incomplete = new IncompleteTally();
  #candidates: TimedSpan[] = [];
  /** There are as many candidates as are wanted that took so long, or longer. */
  #leastUs = 0;
  #complete = 0;
  #severalRoots = 0;

  constructor(options: SlowestOptions) {
    this.#options = options;
  }

  /** @param trace not added before */
  add(trace: Trace): void {
    const { by, limit } = this.#options;
    if (!isComplete(trace)) {
      this.#incomplete.add(trace);
      return;
    }
    this.#complete += 1;
    const path = criticalPath(trace, this.#options);
    if (path === undefined) return;
    const all = timeSpans(trace, path, this.#tree, by);
    const asked = all.filter(({ span }) => isAskedFor(span, this.#options));
    if (asked.length === 0) return;
    if (path.otherRoots.length > 0) this.#severalRoots += 1;
    tallyOf(this.#tallies, path.root, by).add(all, asked);
    this.#repeated.add(repeatedCalls(trace));
    // No more of one trace than the limit can be among the slowest of all.
    const slow = asked.filter(({ rankedUs }) => rankedUs > 0 && rankedUs >= this.#leastUs);
    for (const span of slow.sort(slowestFirst).slice(0, limit)) this.#candidates.push(span);
    if (this.#candidates.length > TOO_MANY * limit) {
      this.#candidates = this.#slowestSpans();
      this.#leastUs = this.#candidates.at(-1)?.rankedUs ?? 0;
    }
  }

  #slowestSpans(): TimedSpan[] {
    return this.#candidates.sort(slowestFirst).slice(0, this.#options.limit);
  }

  finish(): SlowestFinding {
    const { by, service, operation, limit } = this.#options;
    const sections = Array.from(this.#tallies)
      .sort(([a, first], [b, second]) => second.totalUs - first.totalUs || (a < b ? -1 : 1))
      .map(([, section]) => section);
    const ranked = sections.reduce((sum, section) => sum + section.traces, 0);
    return {
      by,
      service,
      operation,
      traces: ranked,
      incomplete: this.#incomplete.finish(),
      unmatchedTraces: this.#complete - ranked,
      severalRoots: this.#severalRoots,
      sections: sections.map((section) => section.finish(limit)),
      spans: this.#slowestSpans().map(slowSpan),
      repeated: this.#repeated.finish().slice(0, limit),
    };
  }
}

function isAskedFor(span: Span, { service, operation }: SlowestOptions): boolean {
  return (
    (service === undefined || span.resource.service === service) &&
    (operation === undefined || span.name === operation)
  );
}

function tallyOf(tallies: Map<string, SectionTally>, root: Span, by: SlowestOptions['by']) {
  const key = JSON.stringify([root.resource.service, root.name]);
  const tally = tallies.get(key) ?? new SectionTally(root, by);
  tallies.set(key, tally);
  return tally;
}

function slowSpan({ span, place, pathUs, selfUs, requestUs }: TimedSpan): SlowSpan {
  const { traceId, spanId, durationUs } = span;
  return { ...place.step, traceId, spanId, pathUs, selfUs, durationUs, requestUs };
}
