import { mapBounded } from '../../base/bounded.ts';
import { messageOf } from '../../base/log-entry.ts';
import { isTraced } from '../../lab/lab-spec.ts';
import { apartText, type Settings, storageApart } from '../../lab/storage-apart.ts';
import { type LabState, addressIn } from '../../lab/state.ts';
import type { ExpectedSpan } from '../../model/hierarchy.ts';
import type { FoundComponent } from '../../runtime/runtime.ts';
import { storeDelay } from '../../runtime/storage-setting.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { DirectFacts, Facts, LateFacts, MonitorFacts, Reach, ServiceFacts } from '../facts.ts';
import { addressOf, exportSettings } from '../verdicts/exports.ts';
import { type Arrival, type Awaited, awaitArrivals } from './arrivals.ts';
import { type Patience, probeAgain, probeJaeger } from './jaeger.ts';
import type { OwnSpan } from '../../jaeger/own-spans.ts';
import { probeEntry } from './entry.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { sendSpans } from './own-span.ts';
import { type Sent, type Target, sendTraced, warmUp } from './requests.ts';

/** Finds out everything about a lab that verdicts need; changes nothing but adds the doctor's traces to its Jaeger. */
export async function probeLab(lab: LabUnderTest, given: Patience): Promise<Facts> {
  const { state, scenario, runtime, client } = lab;
  const found = await runtime.find(state.name);
  const late = lateIn(await runtime.settings(state.name));
  // What is late is not lost: the spans of one request may be written one round after the other.
  const patience = late ? { ...given, waitMs: given.waitMs + 2 * late.ms } : given;
  const ports = found.flatMap((one) => one.ports).filter(({ name }) => name.startsWith('otlp-'));
  const grpc = ports.find(({ name }) => name === 'otlp-grpc');
  const otlpHttp = `http://${addressIn(state, collectorOf(state), 'otlp-http')}`;
  const otlpGrpc = grpc && { host: grpc.host, port: grpc.hostPort };
  const traced = scenario.components.filter(isTraced).map(({ name }) => name);
  const targets = traced.map((name) => targetOf(name, state, scenario));
  // Side by side: what is not traced leaves nothing in Jaeger.
  const [jaeger] = await Promise.all([
    probeJaeger({ client, otlpHttp, otlpGrpc, ports, isLate: late !== undefined }, patience),
    mapBounded(targets, AT_ONCE, (target) => warmUp(target, patience.signal)),
  ]);
  const others = state.components.map(({ name }) => name).filter((one) => !traced.includes(one));
  const works = [jaeger.query, jaeger.otlpHttp].every(({ problem }) => problem === undefined);
  const [services, entry] = works
    ? await Promise.all([
        probeServices({ ...lab, late }, targets, found, otlpHttp, patience),
        probeEntry(lab, patience),
      ])
    : [[], undefined];
  const deployment = state.madeWith?.deployment;
  const settings = await runtime.settings(state.name);
  const apart = deployment && storageApart(deployment, settings);
  return {
    jaeger: works ? await probeAgain(jaeger, client) : jaeger,
    services,
    late,
    monitor: works ? await monitorOf(lab, settings, services, patience) : undefined,
    apart: apart && { ...apart, text: apartText(apart) },
    stopped: others.flatMap((name) => {
      const now = found.find((one) => one.name === name);
      if (now?.state === 'running') return [];
      return [{ component: name, state: now?.state ?? 'missing', ended: now?.ended }];
    }),
    entry,
  };
}

/** Loads what asks a Prometheus only for a lab that has one. */
async function monitorOf(
  lab: LabUnderTest,
  settings: Settings,
  services: readonly ServiceFacts[],
  patience: Patience,
): Promise<MonitorFacts | undefined> {
  if (lab.state.components.every(({ name }) => name !== 'prometheus')) return undefined;
  const { probeMonitor } = await import('./monitor.ts');
  const arrived = services.flatMap(({ direct }) => direct.arrivedAs ?? []);
  return probeMonitor(lab, settings, arrived, patience);
}

/** Jaeger waits for 200 ms by default, and a lab's for half of that. */
const LATE_MS = 3_000;

function lateIn(settings: Settings): LateFacts | undefined {
  const [late] = [...settings].flatMap(([component, env]) => {
    const delay = storeDelay(env);
    return delay && delay.ms >= LATE_MS ? [{ component, ...delay }] : [];
  });
  return late;
}

/** The component that takes spans. */
const collectorOf = ({ components }: LabState): string =>
  components.find(({ ports }) => ports.some(({ name }) => name === 'otlp-http'))?.name ?? 'jaeger';

const AT_ONCE = 8;

async function probeServices(
  lab: LabUnderTest & { readonly late: LateFacts | undefined },
  targets: readonly ServiceTarget[],
  found: readonly FoundComponent[],
  otlpHttp: string,
  patience: Patience,
): Promise<ServiceFacts[]> {
  const { state, runtime, client } = lab;
  const names = targets.map(({ service }) => service);
  const sent = await mapBounded(targets, AT_ONCE, (target) =>
    sendTraced(target, patience.clock, patience.signal),
  );
  await sendSpans(
    otlpHttp,
    sent.map(({ span }) => span),
  );
  const settings = await runtime.settings(state.name);
  const readLogs = (): Promise<Map<string, string[]>> => tracingLogs(lab, names, patience.signal);
  const awaited = targets
    .map((target, i) => awaitedOf(target, sent[i], settings.get(target.service) ?? {}, readLogs))
    .map((one) => (lab.late ? untilAllIsThere(one) : one));
  const arrivals = await awaitArrivals(awaited, client, patience);
  const logs = await readLogs();
  return mapBounded(targets, AT_ONCE, async (target, i): Promise<ServiceFacts> => {
    const { service: name } = target;
    const now = found.find((one) => one.name === name);
    const direct = directFacts(target, sent[i], arrivals[i]);
    const mine = settings.get(name) ?? {};
    const isLost = direct.reported?.sampled === true && direct.arrivedAs === undefined;
    return {
      name,
      state: now?.state ?? 'missing',
      ended: now?.ended,
      settings: mine,
      namesTraces: true,
      direct,
      exportTo: isLost ? await exportReach(name, mine, lab) : undefined,
      log: logs.get(name) ?? [],
    };
  });
}

/** Whether nothing more can come of a request: its service says that it records nothing, or why it cannot send. */
function awaitedOf(
  { service, calls }: ServiceTarget,
  result: { readonly sent: Sent; readonly span: OwnSpan } | undefined,
  settings: ServiceFacts['settings'],
  readLogs: () => Promise<Map<string, string[]>>,
): Awaited {
  if (!result) throw new TypeError(`no request was sent to ${service}`);
  const { reported } = result.sent;
  const records = reported?.sampled === true && reported.traceId === result.span.traceId;
  return {
    service,
    calls,
    span: result.span,
    isSettled: async ({ arrivedAs }) => {
      if (!records) return true;
      // Its own span is there: what it called is late, or is looked into by itself.
      if (arrivedAs !== undefined) return true;
      if (Number(settings['OTEL_BSP_SCHEDULE_DELAY'] ?? 0) > 60_000) return true;
      const last = (await readLogs()).get(service)?.at(-1);
      return last !== undefined && !last.includes('accepts spans again');
    },
  };
}

/** Where Jaeger writes spans late, the rest of a trace may come long after its beginning. */
const untilAllIsThere = ({ isSettled, ...awaited }: Awaited): Awaited => ({
  ...awaited,
  isSettled: async (arrival) => arrival.arrivedAs === undefined && (await isSettled(arrival)),
});

interface ServiceTarget extends Target {
  readonly service: string;
  readonly calls: readonly string[];
}

function targetOf(service: string, state: LabState, scenario: Scenario): ServiceTarget {
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
  { url, method, calls }: ServiceTarget,
  result: { readonly sent: Sent; readonly span: OwnSpan } | undefined,
  arrival: Arrival | undefined,
): DirectFacts {
  const { traceId } = result?.span ?? { traceId: '' };
  return {
    ...{ url, method, traceId, calls, reached: [], waitedMs: 0 },
    ...result?.sent,
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
