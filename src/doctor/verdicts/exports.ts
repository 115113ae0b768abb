import type { JaegerFacts, ServiceFacts, Setting, Speaks } from '../facts.ts';
import { type Finding, HERE } from './finding.ts';

/** How a service sends its spans, as its settings say. */
export interface ExportSettings {
  readonly protocol: Setting & { readonly value: string };
  readonly endpoint: Setting & { readonly value: string };
}

type Settings = ServiceFacts['settings'];

/** The first of some variables that is set and not empty, as the SDK reads them. */
export function firstSet(settings: Settings, names: readonly string[]): Setting | undefined {
  const name = names.find((one) => (settings[one] ?? '').trim() !== '');
  return name === undefined ? undefined : { name, value: settings[name]?.trim() };
}

const withDefault = (
  setting: Setting | undefined,
  name: string,
  value: string,
): ExportSettings['endpoint'] => ({
  name: setting?.name ?? name,
  value: setting?.value ?? value,
});

/**
 * Protocol and endpoint of the span exporter; variables for traces take precedence over those for all signals.
 *
 * @param standard the protocol where none is set: that of the lab's services, or of the SDK
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function exportSettings(settings: Settings, standard = 'grpc'): ExportSettings {
  const protocol = firstSet(settings, [
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    'OTEL_EXPORTER_OTLP_PROTOCOL',
  ]);
  const endpoint = firstSet(settings, [
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ]);
  const spoken = withDefault(protocol, 'OTEL_EXPORTER_OTLP_PROTOCOL', standard);
  const usual = `http://localhost:${spoken.value === 'grpc' ? 4317 : 4318}`;
  return {
    protocol: spoken,
    endpoint: withDefault(endpoint, 'OTEL_EXPORTER_OTLP_ENDPOINT', usual),
  };
}

/** Host and port of an endpoint; undefined when it is not a URL. */
export function addressOf(endpoint: string): { host: string; port: number } | undefined {
  const text = endpoint.includes('://') ? endpoint : `http://${endpoint}`;
  if (!URL.canParse(text)) return undefined;
  const { hostname, port, protocol } = new URL(text);
  return { host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

/** Why the span of a service that recorded it did not arrive. */
export function judgeExport(
  service: ServiceFacts,
  jaeger: JaegerFacts,
  standard = 'grpc',
): Finding {
  const sent = exportSettings(service.settings, standard);
  return (
    unreachable(service, sent) ??
    wrongProtocol(service, sent, jaeger) ??
    wrongPath(service, sent) ??
    throughProxy(service, sent) ??
    delayed(service) ??
    lost(service)
  );
}

const tried = ({ direct }: ServiceFacts): string =>
  `a request to ${direct.url} with trace id ${direct.traceId}, then Jaeger for that trace`;

/** What the service's own log says of its exporter, if it says anything. */
const logged = ({ log }: ServiceFacts): string => {
  const line = log.at(-1);
  return line === undefined ? '' : `; its log: ${line}`;
};

function unreachable(service: ServiceFacts, { endpoint }: ExportSettings): Finding | undefined {
  const { name, exportTo } = service;
  if (exportTo?.problem === undefined) return undefined;
  return {
    cause: 'endpoint',
    component: name,
    tried: `a connection to ${exportTo.url}`,
    from: `where ${name} runs`,
    cameBack: exportTo.problem + logged(service),
    means: `${name} records spans, but they cannot reach Jaeger`,
    setting: endpoint,
    change: `set ${endpoint.name} to an address where Jaeger takes OTLP`,
  };
}

function wrongProtocol(
  service: ServiceFacts,
  { protocol, endpoint }: ExportSettings,
  jaeger: JaegerFacts,
): Finding | undefined {
  const hit = service.exportTo?.speaks ?? portAt(endpoint.value, jaeger);
  const wanted = protocol.value === 'grpc' ? 'otlp-grpc' : 'otlp-http';
  if (hit === undefined || hit === wanted) return undefined;
  const spoken = hit === 'otlp-grpc' ? 'gRPC' : 'HTTP';
  const isSet = service.settings[protocol.name] !== undefined;
  return {
    cause: 'protocol',
    component: service.name,
    tried: tried(service),
    from: HERE,
    cameBack: `no span${logged(service)}`,
    means: `${service.name} speaks ${protocol.value} to ${endpoint.value}, which takes OTLP over ${spoken}`,
    setting: isSet ? protocol : endpoint,
    change: `use port 4317 with grpc, port 4318 with http/protobuf`,
  };
}

/** The protocol of Jaeger's port that an endpoint names. */
function portAt(endpoint: string, { ports }: JaegerFacts): Speaks | undefined {
  const port = addressOf(endpoint)?.port;
  const hit = ports.find((one) => one.port === port || one.hostPort === port)?.name;
  return hit === 'otlp-grpc' || hit === 'otlp-http' ? hit : undefined;
}

function wrongPath(
  service: ServiceFacts,
  { protocol, endpoint }: ExportSettings,
): Finding | undefined {
  if (protocol.value === 'grpc' || !URL.canParse(endpoint.value)) return undefined;
  const { pathname } = new URL(endpoint.value);
  // The path is appended to the endpoint for all signals, but not to that for traces.
  const isRight = endpoint.name.includes('TRACES') ? pathname === '/v1/traces' : pathname === '/';
  if (isRight) return undefined;
  return {
    cause: 'path',
    component: service.name,
    tried: tried(service),
    from: HERE,
    cameBack: `no span${logged(service)}`,
    means: `${service.name} posts to ${endpoint.value}; OTLP over HTTP is taken at /v1/traces`,
    setting: endpoint,
    change: 'end OTEL_EXPORTER_OTLP_TRACES_ENDPOINT with /v1/traces, which the SDK does not append',
  };
}

const PROXIES = ['grpc_proxy', 'https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'];

/** A proxy for other traffic that spans take as well. */
function throughProxy(service: ServiceFacts, { endpoint }: ExportSettings): Finding | undefined {
  const { name, settings } = service;
  const setting = firstSet(settings, PROXIES);
  const host = addressOf(endpoint.value)?.host ?? '';
  const spared = firstSet(settings, ['no_grpc_proxy', 'no_proxy', 'NO_PROXY'])?.value ?? '';
  if (setting === undefined || spared.split(',').some((one) => one.trim() === host))
    return undefined;
  return {
    cause: 'proxy',
    component: name,
    tried: tried(service),
    from: HERE,
    cameBack: `no span${logged(service)}`,
    means: `${name} can connect to ${endpoint.value}, but sends its spans to the proxy ${setting.value ?? ''}`,
    setting,
    change: `add ${host} to no_proxy where ${name} runs, or unset ${setting.name}`,
  };
}

const DELAY = 'OTEL_BSP_SCHEDULE_DELAY';

function delayed(service: ServiceFacts): Finding | undefined {
  const { name, settings, direct } = service;
  const value = settings[DELAY];
  if (value === undefined || !(Number(value) > direct.waitedMs)) return undefined;
  return {
    cause: 'index-delay',
    component: name,
    tried: tried(service),
    from: HERE,
    cameBack: `no span within ${direct.waitedMs} ms`,
    means: `${name} keeps finished spans for ${value} ms before it sends them`,
    setting: { name: DELAY, value },
    change: `lower ${DELAY}, or wait longer before you look`,
  };
}

const lost = (service: ServiceFacts): Finding => ({
  cause: 'lost',
  component: service.name,
  tried: tried(service),
  from: 'this machine',
  cameBack: `no span within ${service.direct.waitedMs} ms${logged(service)}`,
  means: `${service.name} reports a sampled trace, its endpoint accepts connections, and no span arrives`,
  change: `read the log of ${service.name}`,
});
