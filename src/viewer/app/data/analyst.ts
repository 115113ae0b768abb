import { chooseTrace, type TraceName, traceNameIn } from '../../../analysis/choose-trace.ts';
import { dependencies } from '../../../analysis/dependencies.ts';
import { type DependencyGraph, nodeKey } from '../../../analysis/dependency-graph.ts';
import { depsHeadline } from '../../../analysis/headlines/deps-headline.ts';
import type { Headline } from '../../../analysis/headlines/headline.ts';
import { tracesHeadline } from '../../../analysis/headlines/traces-headline.ts';
import type { SlowestFinding, SlowestOptions } from '../../../analysis/slowest-finding.ts';
import { slowest } from '../../../analysis/slowest.ts';
import { isWanted } from '../../../analysis/trace-filter.ts';
import { extentOf, summaryOf, type TraceSummary } from '../../../analysis/trace-summary.ts';
import { warningsOn } from '../../../analysis/warnings/all.ts';
import type { VerifyWarning } from '../../../analysis/warnings/verify-warning.ts';
import { type Waterfall, waterfall } from '../../../analysis/waterfall.ts';
import { LabError } from '../../../base/errors.ts';
import type { Trace } from '../../../model/trace.ts';
import { type Comparison, comparison, type Groups } from './comparison.ts';
import { type DrawnLog, drawnLogs } from './drawn-logs.ts';
import { type Scope, scopeOf } from './scope.ts';
import {
  drawnTrace,
  type DrawnTrace,
  type RowDetails,
  rowDetails,
  rowsFound,
} from './drawn-trace.ts';
import { scopeOfNames, traceById } from './trace-by-id.ts';
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

  /** @param typed an id, its beginning, or a name that is looked up in the scope */
  async trace(typed: string, query: string): Promise<DrawnTrace> {
    const name = traceNameIn(typed);
    const id = name ? (await this.#named(name, query)).traceId : typed;
    return drawnTrace(await this.#waterfall(id));
  }

  /** All about one row, which `trace` leaves out: of 50,000 spans it would take longer to copy than to compute. */
  async row(traceId: string, index: number): Promise<RowDetails | undefined> {
    return rowDetails(await this.#waterfall(traceId), index);
  }

  /** Rows that contain the text: in their names, attributes, events or ids. */
  async find(traceId: string, text: string): Promise<number[]> {
    return rowsFound(await this.#waterfall(traceId), text);
  }

  compare = (query: string, groups: Groups): Promise<Comparison> =>
    comparison(groups, {
      traces: async (changes) => {
        const scope = new URLSearchParams(query);
        for (const [key, value] of Object.entries(changes)) scope.set(key, value);
        const { traces, found, asked } = await this.#wanted(scope.toString());
        return { traces, faulty: found.faulty, missing: asked.missing };
      },
      one: (typed) => {
        const name = traceNameIn(typed);
        return name ? this.#named(name, query) : this.#one(typed);
      },
      runSpreadUs: (runs) => this.#store.runSpreadUs(runs),
    });

  /** The lines that were logged in the trace, oldest first. */
  async logs(traceId: string): Promise<DrawnLog[]> {
    const lines = await this.#store.logs(traceId);
    return drawnLogs(lines, await this.#one(traceId), await this.#waterfall(traceId));
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

  async #named(name: TraceName, query: string): Promise<Trace> {
    const { traces, asked } = await this.#wanted(await scopeOfNames(query, this.#store));
    const trace = chooseTrace(name, traces);
    if (trace) return trace;
    throw new LabError(`no complete traces of ${asked.what}`, {
      hint: 'choose another time or run',
    });
  }

  async #one(typed: string): Promise<Trace> {
    const known = await Promise.all(this.#found.values());
    return traceById(typed, known, this.#store, (query) =>
      this.#read(scopeOf(new URLSearchParams(query))),
    );
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
