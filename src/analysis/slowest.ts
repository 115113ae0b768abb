import type { Trace } from '../model/trace.ts';
import { CallTree } from './call-path.ts';
import { CalleesWithoutSpans } from './callees-without-spans.ts';
import { lateEndKind } from './caller-answer.ts';
import { ClockTally } from './clocks.ts';
import { criticalPathOf } from './critical-path.ts';
import { soundTimes } from './impossible-times.ts';
import { IncompleteTally } from './incomplete-traces.ts';
import { repeatedCalls } from './n-plus-one.ts';
import { slowestHeadline } from './headlines/slowest-headline.ts';
import { Grouping } from './grouping.ts';
import { OffPathTally } from './off-path.ts';
import { RepeatedPlaces } from './repeated-places.ts';
import { hasNoRoute } from './operation.ts';
import { isAt } from './place.ts';
import { requestsOf, type Request } from './requests.ts';
import type { SlowestFinding, SlowestOptions, SlowSpan } from './slowest-finding.ts';
import { SectionTally } from './slowest-section.ts';
import { SlowestSpans } from './slowest-spans.ts';
import { hasSpan } from './span-search.ts';
import { timeSpans, type TimedSpan } from './span-times.ts';
import { TraceCount } from './trace-count.ts';
import { WaitPlaces } from './wait-places.ts';

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

/** `slowest` for traces that come one by one: none of them is kept. */
export class SlowestRanking {
  readonly #options: SlowestOptions;
  readonly #tree: CallTree;
  readonly #grouping: Grouping;
  readonly #tallies: Tallies = new Map();
  readonly #repeated = new RepeatedPlaces();
  readonly #waits: WaitPlaces;
  readonly #offPath: OffPathTally;
  readonly #withoutSpans = new CalleesWithoutSpans();
  readonly #incomplete = new IncompleteTally();
  readonly #lateEnds = new TraceCount();
  readonly #gaveUp = new TraceCount();
  readonly #impossible = new TraceCount();
  readonly #failed = new TraceCount();
  #failedRequests = 0;
  #spansAtPlace = 0;
  readonly #clocks = new ClockTally();
  /** Traces between clocks that may disagree, which all of them together show. */
  readonly #waiting: Trace[] = [];
  readonly #slowest: SlowestSpans;
  #counts = {
    traces: 0,
    requests: 0,
    localRoots: 0,
    unmatchedTraces: 0,
    severalRoots: 0,
    withoutRoute: 0,
  };

  constructor(options: SlowestOptions) {
    this.#options = options;
    this.#tree = new CallTree(options.exactNames);
    this.#grouping = new Grouping(options.groupBy);
    this.#waits = new WaitPlaces(options.exactNames);
    this.#offPath = new OffPathTally(options);
    this.#slowest = new SlowestSpans(options.limit);
  }

  /** @param trace not added before */
  add(trace: Trace): void {
    const { trace: sound } = soundTimes(trace);
    const mayMove = this.#clocks.add(sound) && !this.#options.rawClocks;
    if (mayMove) this.#waiting.push(trace);
    else this.#take(trace);
  }

  #take(received: Trace): void {
    const { trace, faults } = soundTimes(received);
    if (faults.size > 0) this.#impossible.add(trace.traceId);
    const requests = requestsOf(trace, this.#options.settledUs);
    const [first] = requests;
    if (faults.size > 0 || first === undefined) this.#withoutSpans.seeAll(received);
    const counts = this.#counts;
    if (first === undefined) this.#incomplete.add(trace);
    else if (!hasSpan(trace, this.#options)) counts.unmatchedTraces += 1;
    else {
      counts.traces += 1;
      counts.requests += requests.length;
      if (first.isLocal) counts.localRoots += requests.length;
      if (requests.length > 1) counts.severalRoots += 1;
      counts.withoutRoute += trace.spans.filter(hasNoRoute).length;
      for (const request of requests) this.#rank(request);
      this.#repeated.add(repeatedCalls(trace));
    }
  }

  #rank({ trace, root }: Request): void {
    const { by } = this.#options;
    if (root.status === 'error') {
      this.#failed.add(trace.traceId);
      this.#failedRequests += 1;
    }
    const path = criticalPathOf(trace, root);
    this.#waits.add(trace, path);
    this.#offPath.add(trace, path);
    for (const { span, parent } of path.lateEnds) {
      const kind = lateEndKind(span, parent);
      if (kind === 'ends-late') this.#lateEnds.add(trace.traceId);
      if (kind === 'outlives-caller') this.#gaveUp.add(trace.traceId);
    }
    const all = timeSpans(trace, path, this.#tree, this.#grouping, by);
    for (const { span, place } of all) this.#withoutSpans.add(span, place.step, trace);
    const { place } = this.#options;
    const asked = place === undefined ? all : all.filter(({ span }) => isAt(span, place));
    this.#spansAtPlace += asked.length;
    const first = all[0]?.place.step.name ?? root.name;
    tallyOf(this.#tallies, root.resource.service, first, by).add(all, asked);
    this.#slowest.add(asked);
  }

  /** Spans of the rows that were asked for. */
  get spansAtPlace(): number {
    return this.#spansAtPlace;
  }

  /** As `Grouping` has them. */
  get otherKeys(): string[] | undefined {
    return this.#grouping.otherKeys;
  }

  /** Of the traces so far: more may be added. */
  finish(): SlowestFinding {
    const clocks = this.#clocks.finish();
    for (const trace of this.#waiting.splice(0)) this.#take(clocks.move(trace));
    const { by, service, operation, place, groupBy, limit } = this.#options;
    const failed = this.#failed.finish();
    const sections = this.#sections();
    const finding = {
      ...{ by, service, operation, place, groupBy },
      ...this.#counts,
      failed: failed && { requests: this.#failedRequests, ...failed },
      lateEnds: this.#lateEnds.finish(),
      gaveUp: this.#gaveUp.finish(),
      impossibleTimes: this.#impossible.finish(),
      clocks: clocks.disagreements,
      rawClocks: this.#options.rawClocks ?? false,
      incomplete: this.#incomplete.finish(),
      sections: sections.slice(0, limit).map((section) => section.finish(limit)),
      sectionCount: sections.length,
      spans: this.#slowest.finish().map(slowSpan),
      repeated: this.#repeated.finish().slice(0, limit),
      waits: this.#waits.finish(limit),
      offPath: this.#offPath.finish(limit),
      calleesWithoutSpans: this.#withoutSpans.finish(),
    };
    const totalUs = sections.reduce((sum, section) => sum + section.totalUs, 0);
    const most = sections[0]?.mostOperation();
    return { ...finding, headline: slowestHeadline(finding, totalUs, most) };
  }

  /** Most time first: of the requests, or at the place that was asked for, where only sections count that have it. */
  #sections(): SectionTally[] {
    const usOf = (section: SectionTally): number | undefined =>
      this.#options.place === undefined ? section.totalUs : section.rowsUs;
    return Array.from(this.#tallies)
      .flatMap(([service, ofService]) =>
        Array.from(ofService, ([operation, section]) => ({
          key: JSON.stringify([service, operation]),
          section,
        })),
      )
      .flatMap(({ key, section }) => {
        const us = usOf(section);
        return us === undefined ? [] : [{ key, section, us }];
      })
      .sort((a, b) => b.us - a.us || (a.key < b.key ? -1 : 1))
      .map(({ section }) => section);
  }
}

/** By service and operation: looking up two texts takes less time than joining them to one. */
type Tallies = Map<string, Map<string, SectionTally>>;

function tallyOf(
  tallies: Tallies,
  service: string,
  operation: string,
  by: SlowestOptions['by'],
): SectionTally {
  const known = tallies.get(service)?.get(operation);
  if (known !== undefined) return known;
  const tally = new SectionTally({ service, operation }, by);
  const ofService = tallies.get(service) ?? new Map<string, SectionTally>();
  tallies.set(service, ofService.set(operation, tally));
  return tally;
}

function slowSpan({ span, place, pathUs, selfUs, requestUs }: TimedSpan): SlowSpan {
  const { traceId, spanId, durationUs, name } = span;
  return { ...place.step, name, traceId, spanId, pathUs, selfUs, durationUs, requestUs };
}
