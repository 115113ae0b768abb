import { mapBounded } from '../../base/bounded.ts';
import { messageOf } from '../../base/log-entry.ts';
import { addressIn, type LabState } from '../../lab/state.ts';
import type { Settings } from '../../lab/storage-apart.ts';
import type { ExpectedSpan } from '../../model/hierarchy.ts';
import type { OwnSpan } from '../../jaeger/own-spans.ts';
import type { FoundComponent } from '../../runtime/runtime.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { DirectFacts, JaegerFacts, LateFacts, Reach, ServiceFacts } from '../facts.ts';
import { addressOf, exportSettings } from '../verdicts/exports.ts';
import { isUnexplained } from '../verdicts/service.ts';
import { type Arrival, type Awaited, awaitArrivals } from './arrivals.ts';
import type { Patience } from './jaeger.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { sendSpans } from './own-span.ts';
import { type Sent, type Target, sendTraced } from './requests.ts';

const AT_ONCE = 8;

/** A lab whose Jaeger has been examined, and where that takes OTLP over HTTP. */
export interface WithJaeger extends LabUnderTest {
  readonly settings: Settings;
  readonly late: LateFacts | undefined;
  readonly jaeger: JaegerFacts;
  readonly otlpHttp: string;
}

/**
 * Asks each service for a trace. Spans that are lost for no visible reason may be those of a client that had not
 * reconnected since Jaeger was away: they only count when the same happens again.
 */
export async function probeServices(
  lab: WithJaeger,
  targets: readonly ServiceTarget[],
  found: readonly FoundComponent[],
  patience: Patience,
): Promise<ServiceFacts[]> {
  const first = await askServices(lab, targets, found, patience);
  const isDoubtful = first.some((one) => isUnexplained(one, lab.jaeger) || lostCallee(one, first));
  return isDoubtful ? askServices(lab, targets, found, patience) : first;
}

/** Whether a callee whose spans arrive again is missing below a call: it may have lost that span before. */
const lostCallee = ({ direct }: ServiceFacts, all: readonly ServiceFacts[]): boolean =>
  all.some(
    ({ name, log, direct: { arrivedAs } }) =>
      direct.calls.includes(name) &&
      !direct.reached.includes(name) &&
      log.length > 0 &&
      arrivedAs !== undefined,
  );

async function askServices(
  lab: WithJaeger,
  targets: readonly ServiceTarget[],
  found: readonly FoundComponent[],
  patience: Patience,
): Promise<ServiceFacts[]> {
  const { client, otlpHttp } = lab;
  const names = targets.map(({ service }) => service);
  const results = await mapBounded(targets, AT_ONCE, async (target) => ({
    target,
    ...(await sendTraced(target, patience.clock, patience.signal)),
  }));
  await sendSpans(
    otlpHttp,
    results.map(({ span }) => span),
  );
  const readLogs = (): Promise<Map<string, string[]>> => tracingLogs(lab, names, patience.signal);
  const asked = results.map(({ target, ...result }): Asked => {
    const { service } = target;
    const now = found.find((one) => one.name === service);
    const settings = lab.settings.get(service) ?? {};
    let reach: Promise<Reach | undefined> | undefined;
    return {
      ...{ target, ...result, settings },
      ...{ state: now?.state ?? 'missing', ended: now?.ended },
      reach: () => (reach ??= exportReach(service, settings, lab)),
    };
  });
  const awaited = asked.map((one) => awaitedOf(one, lab.jaeger, readLogs));
  const arrivals = await awaitArrivals(
    lab.late ? awaited.map(untilAllIsThere) : awaited,
    client,
    patience,
  );
  const logs = await readLogs();
  return mapBounded(asked, AT_ONCE, async (one, i): Promise<ServiceFacts> => {
    const { service } = one.target;
    const seen = serviceFacts(one, arrivals[i], logs.get(service) ?? []);
    const isLost = one.sent.reported?.sampled === true && seen.direct.arrivedAs === undefined;
    return isLost ? { ...seen, exportTo: await one.reach() } : seen;
  });
}

/** A service, and the request that was sent to it. */
interface Asked extends Pick<ServiceFacts, 'state' | 'ended' | 'settings'> {
  readonly target: ServiceTarget;
  readonly sent: Sent;
  readonly span: OwnSpan;
  /** Tries where it sends its spans to, when it is first called. */
  readonly reach: () => Promise<Reach | undefined>;
}

const serviceFacts = (
  { target, sent, span, state, ended, settings }: Asked,
  arrival: Arrival | undefined,
  log: readonly string[],
): ServiceFacts => ({
  ...{ name: target.service, state, ended, settings, log },
  namesTraces: true,
  direct: directFacts({ target, sent, span }, arrival),
});

/** Whether nothing more can come of a request: its service says that it records nothing, or why it cannot send. */
function awaitedOf(
  asked: Asked,
  jaeger: JaegerFacts,
  readLogs: () => Promise<Map<string, string[]>>,
): Awaited {
  const { target, sent, span, settings } = asked;
  const { service, calls } = target;
  const { reported } = sent;
  const records = reported?.sampled === true && reported.traceId === span.traceId;
  return {
    ...{ service, calls, span },
    isSettled: async (arrival) => {
      if (!records) return true;
      // Its own span is there: what it called is late, or is looked into by itself.
      if (arrival.arrivedAs !== undefined) return true;
      if (Number(settings['OTEL_BSP_SCHEDULE_DELAY'] ?? 0) > 60_000) return true;
      const log = (await readLogs()).get(service) ?? [];
      const last = log.at(-1);
      if (last === undefined || last.includes('accepts spans again')) return false;
      // What its log complains of may be over, and its client about to reconnect.
      const seen = { ...serviceFacts(asked, arrival, log), exportTo: await asked.reach() };
      return !isUnexplained(seen, jaeger);
    },
  };
}

/** Where Jaeger writes spans late, the rest of a trace may come long after its beginning. */
const untilAllIsThere = ({ isSettled, ...awaited }: Awaited): Awaited => ({
  ...awaited,
  isSettled: async (arrival) => arrival.arrivedAs === undefined && (await isSettled(arrival)),
});

export interface ServiceTarget extends Target {
  readonly service: string;
  readonly calls: readonly string[];
}

export function targetOf(service: string, state: LabState, scenario: Scenario): ServiceTarget {
  const expected = spanOf(service, scenario);
  const address = `http://${addressIn(state, service, 'http')}`;
  const { entry } = scenario;
  if (entry.component === service)
    return {
      service,
      method: entry.method,
      url: address + entry.path,
      calls: calleesOf(scenario.expected),
    };
  const [method = 'GET', path = '/'] = expected?.name.split(' ') ?? [];
  return { service, method, url: address + path, calls: expected ? calleesOf(expected) : [] };
}

/** A span that the service leaves for a request of the scenario, by which it can be asked directly. */
function spanOf(service: string, { expected, requests = [] }: Scenario): ExpectedSpan | undefined {
  const open = [expected, ...requests.map((request) => request.expected)];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    if (at.service === service && at.kind === 'server') return at;
    open.push(...at.children);
  }
  return undefined;
}

/** The services that a span calls directly. */
const calleesOf = ({ service, children }: ExpectedSpan): string[] => [
  ...new Set(
    children.flatMap((child) =>
      child.service === service ? calleesOf(child) : child.kind === 'server' ? [child.service] : [],
    ),
  ),
];

function directFacts(
  { target, sent, span }: Pick<Asked, 'target' | 'sent' | 'span'>,
  arrival: Arrival | undefined,
): DirectFacts {
  const { url, method, calls } = target;
  return {
    ...{ url, method, traceId: span.traceId, calls, reached: [], waitedMs: 0 },
    ...sent,
    ...arrival,
  };
}

/** Tries the address that a service sends its spans to, from where the service runs. */
async function exportReach(
  name: string,
  settings: ServiceFacts['settings'],
  { state, runtime }: LabUnderTest,
): Promise<Reach | undefined> {
  const { endpoint } = exportSettings(settings);
  const address = addressOf(endpoint.value);
  if (!address) return { url: endpoint.value, problem: 'not a URL' };
  const problem = await runtime.connectFrom(state.name, name, address);
  return { url: endpoint.value, problem };
}

/** A service writes a line for each request. */
const LOG_LINES = 20_000;

/** What each service's tracing wrote since it last started. */
async function tracingLogs(
  { state, runtime }: LabUnderTest,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>(names.map((name) => [name, []]));
  for await (const { component, text } of runtime.logs(
    state.name,
    { follow: false, tail: LOG_LINES },
    signal,
  )) {
    const lines = all.get(component);
    const message = messageOf(text);
    if (message.includes(' listens on ')) all.set(component, []);
    else if (message.startsWith('tracing: ')) lines?.push(message.replace('tracing: ', ''));
  }
  return all;
}
