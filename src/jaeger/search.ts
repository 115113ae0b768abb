import { mapBounded } from '../base/bounded.ts';
import { assembleTraces, inOrderOfStart } from '../model/assemble.ts';
import type { Trace } from '../model/trace.ts';
import type { BaseUrl } from './base-url.ts';
import { noApi, noSearchByAttributes, webPage } from './failures.ts';
import { hasAttributes, searchLegacy, searchV3, type TraceQuery } from './query.ts';
import { readServices, readSpansLegacy, readSpansV3, readTrace } from './reads.ts';
import type { Routes } from './routes.ts';

type ServiceQuery = TraceQuery & { readonly service: string };

const AT_ONCE = 4;

/** The warning of a Jaeger with clock skew adjustment on a span whose times it shifted. */
const SHIFTED = "This span's timestamps were adjusted by";

/**
 * Searches for traces. Every v3 searches by service; up to 2.18 it silently ignores attributes, and finds nothing in a
 * memory store without a service. There the legacy API searches by attributes, once per service.
 */
export class Search {
  readonly #routes: Routes;
  readonly #base: BaseUrl;
  #complaint: Promise<string | undefined> | undefined;

  constructor(routes: Routes, base: BaseUrl) {
    this.#routes = routes;
    this.#base = base;
  }

  async traces(query: TraceQuery): Promise<Trace[]> {
    // Versions disagree about an empty window: status 400 or no traces.
    if (query.fromUs >= query.toUs) return [];
    const found = await this.#found(query);
    const traces = await mapBounded(found.slice(-query.limit), AT_ONCE, (trace) =>
      wasShifted(trace) ? this.#asStored(trace) : Promise.resolve(trace),
    );
    return inOrderOfStart(traces);
  }

  async #found(query: TraceQuery): Promise<Trace[]> {
    const { service } = query;
    if (service !== undefined && !hasAttributes(query))
      return this.#ofService({ ...query, service });
    if (await this.#isV3Complete()) return this.#byV3(query);
    const services = service === undefined ? await readServices(this.#routes) : [service];
    const found = await mapBounded(services, AT_ONCE, (name) =>
      hasAttributes(query)
        ? this.#byLegacy({ ...query, service: name })
        : this.#ofService({ ...query, service: name }),
    );
    const byId = new Map(found.flat().map((trace) => [trace.traceId, trace]));
    return inOrderOfStart([...byId.values()]);
  }

  /** Whether v3 searches by attributes, and across services. */
  async #isV3Complete(): Promise<boolean> {
    const complaint = await this.#complaintV3();
    return complaint !== undefined && !complaint.includes('start_time_min');
  }

  /** Requested once, unless the request fails. */
  async #complaintV3(): Promise<string | undefined> {
    this.#complaint ??= this.#routes.complaintV3();
    try {
      return await this.#complaint;
    } catch (thrown) {
      this.#complaint = undefined;
      throw thrown;
    }
  }

  async #ofService(query: ServiceQuery): Promise<Trace[]> {
    const spans = await this.#routes.v3OrLegacy(
      { path: searchV3(query), read: readSpansV3 },
      { path: searchLegacy(query), read: readSpansLegacy },
    );
    return assembleTraces(spans ?? []);
  }

  async #byV3(query: TraceQuery): Promise<Trace[]> {
    const route = { path: searchV3(query), read: readSpansV3 };
    const spans = await this.#routes.only(route, () => noApi(this.#base, route.path));
    return assembleTraces(spans ?? []);
  }

  async #byLegacy(query: ServiceQuery): Promise<Trace[]> {
    const route = { path: searchLegacy(query), read: readSpansLegacy };
    const hasV3 = (await this.#complaintV3()) !== undefined;
    const spans = await this.#routes.only(route, (isPage) => {
      if (hasV3) return noSearchByAttributes(this.#base);
      return isPage ? webPage(this.#base) : noApi(this.#base, route.path);
    });
    return assembleTraces(spans ?? []);
  }

  /** Reads by id return the stored times in every version; some searches do not. */
  async #asStored(trace: Trace): Promise<Trace> {
    return (await readTrace(this.#routes, trace.traceId)) ?? trace;
  }
}

const wasShifted = ({ spans }: Trace): boolean =>
  spans.some(({ warnings }) => warnings.some((warning) => warning.startsWith(SHIFTED)));
