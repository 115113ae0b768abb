import type { Clock } from '../../base/clock.ts';
import { mapBounded } from '../../base/bounded.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import type { Trace } from '../../model/trace.ts';
import type { Credentials } from '../../jaeger/credentials.ts';
import { micros } from '../../model/units.ts';
import { ask, connects } from '../../runtime/probe.ts';
import type {
  DirectFacts,
  EntryFacts,
  Facts,
  JaegerFacts,
  ServiceFacts,
  Speaks,
} from '../facts.ts';
import { addressOf, exportSettings } from '../verdicts/exports.ts';
import { awaitArrivals } from './arrivals.ts';
import { type Patience, probeAgain, probeJaeger } from './jaeger.ts';
import { DOCTOR } from '../../jaeger/own-spans.ts';
import { unhookedEsm } from './esm.ts';
import { sendSpans } from './own-span.ts';
import { processAt } from './process-at.ts';
import { send, sendTraced } from './requests.ts';

/** An installation outside a lab. */
export interface ForeignSetUp {
  readonly client: JaegerClient;
  /** Where Jaeger or a collector takes OTLP over HTTP. */
  readonly otlp: string;
  /** For the servers in front of both. */
  readonly credentials?: Credentials | undefined;
  /** Names that its services should have; the first is that of `app`. */
  readonly services: readonly string[];
  /** A page of the first service. */
  readonly app?: string | undefined;
  /** Its settings, where the user gives them. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Share of the requests that should be traced. */
  readonly sample: number;
}

/** Finds out from outside everything that verdicts need. */
export async function probeForeign(setUp: ForeignSetUp, patience: Patience): Promise<Facts> {
  const { client, otlp, app, credentials } = setUp;
  const underTest = { client, otlpHttp: otlp, ports: KNOWN_PORTS, credentials };
  const jaeger = await probeJaeger(underTest, patience);
  const answers = jaeger.query.problem === undefined && jaeger.otlpHttp.problem === undefined;
  const isGrpc = !answers && (await speaksGrpc(otlp));
  const whole: JaegerFacts = { ...jaeger, otlpHttp: { ...jaeger.otlpHttp, isGrpc } };
  const none = { jaeger: whole, services: [], stopped: [], entry: undefined };
  if (!answers) return none;
  const listed = await client.services();
  if (app === undefined) return { ...none, unlisted: unlistedOf(setUp, listed) };
  const service = await probeApp({ ...setUp, app }, patience);
  const { arrivedAs } = service.direct;
  const entry =
    arrivedAs === undefined ? undefined : await probeSampling(arrivedAs, app, setUp, patience);
  return {
    ...none,
    jaeger: await probeAgain(whole, client),
    services: [service],
    entry,
    unlisted: unlistedOf(setUp, await client.services()).filter((one) => one !== service.name),
  };
}

const unlistedOf = ({ services }: ForeignSetUp, listed: readonly string[]): string[] =>
  services.filter((name) => !listed.includes(name));

/** Of every Jaeger and collector, unless configured otherwise. */
const KNOWN_PORTS: JaegerFacts['ports'] = [
  { name: 'otlp-grpc', port: 4317, hostPort: 4317 },
  { name: 'otlp-http', port: 4318, hostPort: 4318 },
];

async function speaksGrpc(otlp: string): Promise<boolean> {
  const address = addressOf(otlp);
  return address !== undefined && (await spokenAt(address)) === 'otlp-grpc';
}

const WHOLE_MS = 1;

async function probeApp(
  {
    client,
    otlp,
    services,
    app,
    settings: given,
    credentials,
  }: ForeignSetUp & { readonly app: string },
  patience: Patience,
): Promise<ServiceFacts> {
  const { clock, signal } = patience;
  const { host, port } = new URL(app);
  const name = services[0] ?? host;
  const local = await processAt(Number(port === '' ? 80 : port));
  const settings = given ?? local?.settings ?? {};
  const target = { method: 'GET', url: app };
  const startMs = clock.now();
  const { sent, span } = await sendTraced(target, clock, signal);
  await sendSpans(otlp, [span], credentials);
  const isSettled = (): boolean => sent.failure !== undefined;
  const awaited = { service: name, span, calls: services.slice(1), isSettled };
  const [arrival] = await awaitArrivals([awaited], client, patience);
  const direct: DirectFacts = {
    ...{ ...target, traceId: span.traceId, calls: services.slice(1), reached: [], waitedMs: 0 },
    ...{ ...sent, reported: undefined },
    ...arrival,
  };
  const endMs = clock.now() + WHOLE_MS;
  const isMissing = direct.arrivedAs === undefined;
  const elsewhere = isMissing ? await traceElsewhere(name, client, startMs, endMs) : undefined;
  const listed = (await client.services()).includes(name);
  return {
    ...{ name, state: 'running', settings, namesTraces: false, log: [] },
    direct: { ...direct, elsewhere, listed },
    exportTo: isMissing ? await exportReach(settings) : undefined,
    unhooked: isMissing && local ? await unhookedEsm(local) : undefined,
  };
}

/** The id of a trace that the service left for the request, although it was given another. */
async function traceElsewhere(
  service: string,
  client: JaegerClient,
  startMs: number,
  endMs: number,
): Promise<string | undefined> {
  const found = await tracesOf(service, client, startMs, endMs);
  return found.find(isOfService(service))?.traceId;
}

const isOfService =
  (service: string) =>
  ({ spans }: Trace): boolean =>
    spans.some(({ kind, resource }) => kind === 'server' && resource.service === service);

const tracesOf = (
  service: string,
  client: JaegerClient,
  startMs: number,
  endMs: number,
): Promise<Trace[]> =>
  client.traces({
    service,
    fromUs: micros(Math.floor(startMs) * 1000),
    toUs: micros(Math.ceil(endMs) * 1000),
    limit: 100,
  });

async function exportReach(settings: ServiceFacts['settings']): Promise<ServiceFacts['exportTo']> {
  if (!Object.keys(settings).some((name) => name.startsWith('OTEL_EXPORTER_OTLP')))
    return undefined;
  const { endpoint } = exportSettings(settings, SDK_PROTOCOL);
  const address = addressOf(endpoint.value);
  if (!address) return { url: endpoint.value, problem: 'not a URL' };
  const problem = await connects(address);
  return { url: endpoint.value, problem, speaks: await spokenAt(address) };
}

async function spokenAt(address: { host: string; port: number }): Promise<Speaks | undefined> {
  const { host, port } = address;
  if ((await ask({ kind: 'otlp-http', port: 'otlp' }, host, port)) === undefined)
    return 'otlp-http';
  const grpc = await ask({ kind: 'http2', port: 'otlp' }, host, port);
  return grpc === undefined ? 'otlp-grpc' : undefined;
}

/** The protocol of an SDK without another setting. */
export const SDK_PROTOCOL = 'http/protobuf';

const REQUESTS = 20;
const POLL_MS = 100;

/** Sends requests without a trace context and counts the traces that they leave. */
async function probeSampling(
  service: string,
  app: string,
  { client, sample }: ForeignSetUp,
  { clock, signal, waitMs }: Patience,
): Promise<EntryFacts> {
  await passMillisecond(clock, signal);
  const startMs = clock.now();
  await mapBounded(Array.from({ length: REQUESTS }), REQUESTS / 2, () =>
    send({ method: 'GET', url: app }, signal),
  );
  const giveUpAt = clock.now() + waitMs;
  for (;;) {
    const traces = await tracesOf(service, client, startMs, clock.now() + WHOLE_MS);
    const own = traces.filter(
      (trace) =>
        isOfService(service)(trace) && trace.spans.every((one) => one.resource.service !== DOCTOR),
    );
    if (own.length >= REQUESTS || clock.now() >= giveUpAt)
      return {
        ...{ component: service, requests: REQUESTS, meant: sample },
        sampled: Math.min(own.length, REQUESTS),
      };
    await clock.sleep(POLL_MS, signal);
  }
}

/** So that no span of before lies in the window that is searched. */
const passMillisecond = (clock: Clock, signal: AbortSignal): Promise<void> =>
  clock.sleep(2, signal);
