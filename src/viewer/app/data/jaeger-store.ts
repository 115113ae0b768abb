import { mapBounded } from '../../../base/bounded.ts';
import { LabError } from '../../../base/errors.ts';
import type { BaseUrl } from '../../../jaeger/base-url.ts';
import { clientOver, type JaegerClient } from '../../../jaeger/client-over.ts';
import type { Http } from '../../../jaeger/http.ts';
import type { SpanLog } from '../../../analysis/trace-logs.ts';
import type { Trace } from '../../../model/trace.ts';
import { micros } from '../../../model/units.ts';
import { LAB_ROUTES, type RunAbout, type RunSpread, type RunTraces } from '../../lab-routes.ts';
import { type Scope, scopeText } from './scope.ts';
import type { TracesFound, TraceStore } from './trace-store.ts';

/** As the commands: a storage in production should not be read as a whole by mistake. */
const MOST_TRACES = 10_000;
const AT_ONCE = 6;
/** Around a run, for clocks that differ. */
const MARGIN_US = 2_000_000;
const SETTLED_AFTER_MS = 10_000;

/** The traces of a Jaeger that answers at the address that the page came from, and the lab's ledger where `ui` has one. */
export function jaegerStore(http: Http, base: BaseUrl, isUi: boolean): TraceStore {
  const client = clientOver(http, base);
  const lab = async <T>(path: string): Promise<T | undefined> => {
    if (!isUi) return undefined;
    const { status, body } = await http.get(path);
    return status === 200 ? (JSON.parse(body) as T) : undefined;
  };
  const runs = async (): Promise<readonly RunAbout[]> =>
    (await lab<RunAbout[]>(LAB_ROUTES.runs)) ?? [];
  return {
    about: async () => ({
      kind: 'jaeger',
      runs: await runs(),
      jaegerVersion: await client.version(),
      isLive: isUi,
      createdAt: undefined,
      what: undefined,
    }),
    services: () => client.services(),
    operations: (service) => client.operations(service),
    one: (traceId) => client.trace(traceId),
    logs: async (traceId) => (await lab<SpanLog[]>(`${LAB_ROUTES.logs}${traceId}`)) ?? [],
    runSpreadUs: async ({ a, b }) =>
      (await lab<RunSpread>(`${LAB_ROUTES.spread}${a}...${b}`))?.spreadUs,
    async all(scope) {
      if (scope.run === undefined) return ofWindow(scope, client);
      const run = await lab<RunTraces>(`${LAB_ROUTES.run}${scope.run}`);
      if (run) return ofRun(run, client);
      throw isUi
        ? new LabError(`run ${scope.run} is not in the ledger`, { hint: 'choose another run' })
        : new LabError(
            `this page does not know run ${scope.run}: the lab has the list of its runs`,
            {
              hint: 'open the page of the lab: jaeger-lab ui',
            },
          );
    },
  };
}

const settledUs = () => micros(Math.floor((Date.now() - SETTLED_AFTER_MS) * 1000));

/** Page by page by time, and then by id what the search did not give: one request per trace takes longer. */
async function ofRun(run: RunTraces, client: JaegerClient): Promise<TracesFound> {
  const wanted = new Set(run.traceIds);
  const traces = new Map<string, Trace>();
  const keep = (trace: Trace | undefined): void => {
    if (trace && wanted.has(trace.traceId)) traces.set(trace.traceId, trace);
  };
  const window = {
    fromUs: micros(Date.parse(run.startedAt) * 1000 - MARGIN_US),
    toUs: micros(Date.parse(run.finishedAt) * 1000 + MARGIN_US),
  };
  if (wanted.size > AT_ONCE) {
    await client.allTraces({ ...window, maxTraces: 2 * wanted.size + 100 }, (some) => {
      some.forEach(keep);
    });
  }
  const rest = run.traceIds.filter((id) => !traces.has(id));
  await mapBounded(rest, AT_ONCE, async (id) => {
    keep(await client.trace(id));
  });
  return {
    traces: [...traces.values()],
    what: `run ${run.id}`,
    missing: run.traceIds.filter((id) => !traces.has(id)),
    faulty: new Set(run.faulty),
    settledUs: settledUs(),
    isCut: false,
  };
}

async function ofWindow(scope: Scope, client: JaegerClient): Promise<TracesFound> {
  const nowUs = Math.ceil(Date.now() * 1000);
  const window = scope.window ?? {
    fromUs: micros(nowUs - scope.lookbackMs * 1000),
    toUs: micros(nowUs),
  };
  const { service, operation, attributes, minDurationUs, maxDurationUs } = scope.filter;
  const searched = { service, operation, attributes, minDurationUs, maxDurationUs, ...window };
  const about = {
    what: scopeText(scope),
    missing: [],
    faulty: new Set<string>(),
    settledUs: settledUs(),
  };
  if (scope.limit !== undefined) {
    const traces = await client.traces({ ...searched, limit: scope.limit });
    return { ...about, traces, isCut: traces.length >= scope.limit };
  }
  const traces: Trace[] = [];
  const { isFull, cutAt } = await client.allTraces(
    { ...searched, maxTraces: MOST_TRACES },
    (some) => {
      traces.push(...some);
    },
  );
  return { ...about, traces, isCut: isFull || cutAt.length > 0 };
}
