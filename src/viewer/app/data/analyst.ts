import { compare } from '../../../analysis/compare.ts';
import type { CompareFinding, Labels, Pair } from '../../../analysis/compare-finding.ts';
import { dependencies } from '../../../analysis/dependencies.ts';
import { type DependencyGraph, nodeKey } from '../../../analysis/dependency-graph.ts';
import { faultAndNormal } from '../../../analysis/fault-groups.ts';
import { depsHeadline } from '../../../analysis/headlines/deps-headline.ts';
import type { Headline } from '../../../analysis/headlines/headline.ts';
import { tracesHeadline } from '../../../analysis/headlines/traces-headline.ts';
import { slowestAndMedian } from '../../../analysis/slowest-and-median.ts';
import type { SlowestFinding, SlowestOptions } from '../../../analysis/slowest-finding.ts';
import { slowest } from '../../../analysis/slowest.ts';
import { isWanted } from '../../../analysis/trace-filter.ts';
import { extentOf, summaryOf, type TraceSummary } from '../../../analysis/trace-summary.ts';
import { warningsOn } from '../../../analysis/warnings/all.ts';
import type { VerifyWarning } from '../../../analysis/warnings/verify-warning.ts';
import { type Waterfall, waterfall } from '../../../analysis/waterfall.ts';
import { LabError } from '../../../base/errors.ts';
import type { Trace } from '../../../model/trace.ts';
import { type Scope, scopeOf } from './scope.ts';
import {
  drawnTrace,
  type DrawnTrace,
  type RowDetails,
  rowDetails,
  rowsFound,
} from './drawn-trace.ts';
import type { StoreAbout, SummariesFound, TracesFound, TraceStore } from './trace-store.ts';

/** What every answer about the traces of a scope says of them. */
export interface Asked {
  /** For a person: "run 3", "the last 60 min". */
  readonly what: string;
  readonly missing: readonly string[];
  /** More traces exist than were read. */
  readonly isCut: boolean;
  /** How many traces match. */
  readonly count: number;
}

/** Which two groups of traces: two ids, or a way to divide those of the scope. */
export type Groups = Pair<string> | 'slowest' | 'fault';

export interface Comparison {
  readonly finding: CompareFinding;
  readonly names: Pair<string>;
  readonly missing: readonly string[];
  /** Of the two traces, where there are only two. */
  readonly traces: Pair<DrawnTrace> | undefined;
}

interface TraceListing {
  readonly traces: readonly TraceSummary[];
  /** Ids of requests that carried a fault. */
  readonly faulty: readonly string[];
  readonly headline: Headline | undefined;
}

type SlowestChoice = Pick<SlowestOptions, 'by' | 'groupBy' | 'limit'>;

/** Scopes whose traces are kept: going back to a page should not read them again. */
const MOST_KEPT = 3;
const MOST_WATERFALLS = 4;

/**
 * Answers what the pages ask, by the analyses of the commands. Runs in a worker, so that the page stays responsive;
 * whatever it returns can be cloned. A scope is given as the query of the page's address.
 */
export class Analyst {
  readonly #store: TraceStore;
  readonly #found = new Map<string, Promise<TracesFound>>();
  readonly #waterfalls = new Map<string, Promise<Waterfall>>();

  constructor(store: TraceStore) {
    this.#store = store;
  }

  about = (): Promise<StoreAbout> => this.#store.about();
  services = async (): Promise<readonly string[]> => this.#store.services();
  operations = async (service: string): Promise<readonly string[]> =>
    this.#store.operations(service);

  /** Traces are read again when they are asked for next. */
  forget = (): Promise<void> => {
    this.#found.clear();
    this.#waterfalls.clear();
    return Promise.resolve();
  };

  async traces(query: string): Promise<Asked & TraceListing> {
    const { filter } = scopeOf(new URLSearchParams(query));
    const isAll = Object.values(filter).every((condition) => condition === undefined);
    const { summaries, faulty, ...asked } =
      (isAll ? await this.#store.summaries?.() : undefined) ?? (await this.#summaries(query));
    const { what, missing, isCut } = asked;
    return {
      ...{ what, missing, isCut, count: summaries.length },
      traces: summaries,
      faulty: [...faulty],
      headline: filter.errors ? undefined : tracesHeadline(summaries),
    };
  }

  async #summaries(query: string): Promise<SummariesFound> {
    const { traces, found } = await this.#wanted(query);
    return { ...found, summaries: traces.map(summaryOf) };
  }

  async slowest(
    query: string,
    choice: SlowestChoice,
  ): Promise<Asked & { finding: SlowestFinding }> {
    const { traces, asked, found, scope } = await this.#wanted(query);
    const { service, operation } = scope.filter;
    const { settledUs } = found;
    return { ...asked, finding: slowest(traces, { ...choice, service, operation, settledUs }) };
  }

  async warnings(query: string): Promise<Asked & { warnings: VerifyWarning[] }> {
    const { traces, asked } = await this.#wanted(query);
    return { ...asked, warnings: warningsOn(traces) };
  }

  async graph(
    query: string,
  ): Promise<Asked & { graph: DependencyGraph; seconds: number; headline: Headline | undefined }> {
    const { traces, asked } = await this.#wanted(query);
    const graph = dependencies(traces, { outside: false });
    return { ...asked, graph, seconds: secondsOf(traces), headline: depsHeadline(graph) };
  }

  /** The traces that have a call from one node to the other. @param from its key, as `to` */
  async edge(query: string, from: string, to: string): Promise<TraceSummary[]> {
    const { traces } = await this.#wanted(query);
    const has = (trace: Trace): boolean =>
      dependencies([trace], { outside: false }).edges.some(
        (edge) => nodeKey(edge.from) === from && nodeKey(edge.to) === to,
      );
    return traces.filter(has).map(summaryOf);
  }

  async graphOf(traceId: string): Promise<DependencyGraph> {
    return dependencies([await this.#one(traceId)], { outside: false });
  }

  async trace(traceId: string): Promise<DrawnTrace> {
    return drawnTrace(await this.#waterfall(traceId));
  }

  /** All about one row, which `trace` leaves out: of 50,000 spans it would take longer to copy than to compute. */
  async row(traceId: string, index: number): Promise<RowDetails | undefined> {
    return rowDetails(await this.#waterfall(traceId), index);
  }

  /** Rows that contain the text: in their names, attributes, events or ids. */
  async find(traceId: string, text: string): Promise<number[]> {
    return rowsFound(await this.#waterfall(traceId), text);
  }

  async compare(query: string, groups: Groups): Promise<Comparison> {
    if (typeof groups === 'object') return this.#twoTraces(groups);
    const { traces, found, asked } = await this.#wanted(query);
    const { missing } = asked;
    if (groups === 'slowest') {
      const names = { a: 'near the median', b: 'the slowest' };
      const finding = compared(
        slowestAndMedian(traces),
        'by-duration',
        'at least three complete traces are needed',
      );
      return { finding, names, missing, traces: undefined };
    }
    const names = { a: 'normal', b: 'with a fault' };
    const pair = faultAndNormal(traces, found.faulty);
    const finding = compared(
      pair,
      'dealt',
      'no request carried a fault, or met one that was switched on',
    );
    return { finding, names, missing, traces: undefined };
  }

  async #twoTraces(ids: Pair<string>): Promise<Comparison> {
    const [a, b] = await Promise.all([this.#one(ids.a), this.#one(ids.b)]);
    const finding = compared(
      { a: [a], b: [b] },
      'single',
      'a trace is incomplete, or they begin with different operations',
    );
    const isAlike = ids.a.slice(0, 8) === ids.b.slice(0, 8);
    const name = (id: string): string => (isAlike ? id : id.slice(0, 8));
    return {
      finding,
      names: { a: name(ids.a), b: name(ids.b) },
      missing: [],
      traces: { a: drawnTrace(waterfall(a)), b: drawnTrace(waterfall(b)) },
    };
  }

  async #wanted(query: string) {
    const scope = scopeOf(new URLSearchParams(query));
    const found = await this.#read(scope);
    const traces = found.traces.filter((trace) => isWanted(trace, scope.filter));
    const { what, missing, isCut } = found;
    const asked: Asked = { what, missing, isCut, count: traces.length };
    return { scope, found, traces, asked };
  }

  #read(scope: Scope): Promise<TracesFound> {
    return kept(this.#found, JSON.stringify(scope), MOST_KEPT, () => this.#store.all(scope));
  }

  #waterfall(traceId: string): Promise<Waterfall> {
    return kept(this.#waterfalls, traceId, MOST_WATERFALLS, async () =>
      waterfall(await this.#one(traceId)),
    );
  }

  async #one(traceId: string): Promise<Trace> {
    for (const known of this.#found.values()) {
      const trace = (await known).traces.find((one) => one.traceId === traceId);
      if (trace) return trace;
    }
    const trace = await this.#store.one(traceId);
    if (trace) return trace;
    throw new LabError(`trace ${traceId} is not there`, {
      hint: 'a fresh trace takes a moment to arrive; a report holds only the traces that it is about',
    });
  }
}

/** From the first start to the last end. */
function secondsOf(traces: readonly Trace[]): number {
  const extents = traces.map(extentOf);
  const from = extents.reduce((least, { startUs }) => Math.min(least, startUs), Infinity);
  const to = extents.reduce(
    (most, { startUs, durationUs }) => Math.max(most, startUs + durationUs),
    0,
  );
  return Math.max(0, (to - from) / 1e6);
}

function compared(traces: Pair<readonly Trace[]>, labels: Labels, why: string): CompareFinding {
  const finding = compare(traces, labels, {});
  if (finding) return finding;
  throw new LabError(`nothing to compare: ${why}`);
}

/** The newest few; what failed is asked for again. */
function kept<T>(
  known: Map<string, Promise<T>>,
  key: string,
  most: number,
  make: () => Promise<T>,
): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  for (const oldest of known.keys()) {
    if (known.size <= most) break;
    known.delete(oldest);
  }
  return made;
}
