import { EXIT, LabError } from '../base/errors.ts';
import type { PortSpec, Probe } from './runtime.ts';

/** How one line of Jaeger versions is launched: the same wherever it runs. */
export interface JaegerProfile {
  readonly version: string;
  /** Its upstream image. */
  readonly image: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly PortSpec[];
  readonly ready: readonly Probe[];
}

export const DEFAULT_JAEGER = '2';

/** What `DEFAULT_JAEGER` stands for; Jaeger 1 is at its end of life. */
const NEWEST_JAEGER_2 = '2.20.0';

/** What each endpoint of Jaeger 2 listens on: "0.0.0.0:4317". */
export type Endpoint = (
  port: 'health' | 'query' | 'query-grpc' | 'otlp-grpc' | 'otlp-http',
) => string;

/**
 * One text for all of 2.x. Jaeger 2 listens on localhost by default, so every endpoint is spelled out;
 * there is no telemetry block because its form differs between releases.
 */
export const jaeger2Config = (at: Endpoint): string => `service:
  extensions: [jaeger_storage, jaeger_query, healthcheckv2]
  pipelines:
    traces:
      receivers: [otlp]
      processors: [batch]
      exporters: [jaeger_storage_exporter]
extensions:
  healthcheckv2:
    use_v2: true
    http: { endpoint: "${at('health')}" }
  jaeger_query:
    storage: { traces: main }
    http: { endpoint: "${at('query')}" }
    grpc: { endpoint: "${at('query-grpc')}" }
  jaeger_storage:
    backends:
      main:
        memory: { max_traces: 100000 }
receivers:
  otlp:
    protocols:
      grpc: { endpoint: "${at('otlp-grpc')}" }
      http: { endpoint: "${at('otlp-http')}" }
processors:
  batch: { timeout: 100ms }
exporters:
  jaeger_storage_exporter: { trace_storage: main }
`;

const PORTS = {
  health: 13133,
  query: 16686,
  'query-grpc': 16685,
  'otlp-grpc': 4317,
  'otlp-http': 4318,
} as const;

/** In a container of its own: every address, the usual ports. */
export const JAEGER_2_CONFIG = jaeger2Config((port) => `0.0.0.0:${PORTS[port]}`);

/** Jaeger traces its own API calls otherwise, and then takes 10 s to stop while it tries to flush them. */
const NO_SELF_TRACING = { OTEL_TRACES_SAMPLER: 'always_off' };

/** What every Jaeger publishes. */
export const QUERY_AND_OTLP: readonly PortSpec[] = [
  { name: 'query', port: 16686, published: 16686 },
  { name: 'otlp-grpc', port: 4317, published: 4317 },
  { name: 'otlp-http', port: 4318, published: 4318 },
];

export const ANSWERS: readonly Probe[] = [
  { kind: 'http', port: 'query', path: '/api/v3/services' },
  { kind: 'otlp-http', port: 'otlp-http' },
  { kind: 'http2', port: 'otlp-grpc' },
];

export const HEALTH: PortSpec = { name: 'health', port: PORTS.health, published: 'auto' };
export const HEALTHY: Probe = { kind: 'http', port: 'health', path: '/status' };

function jaeger2(version: string): JaegerProfile {
  return {
    version,
    image: `jaegertracing/jaeger:${version}`,
    args: ['--config', 'env:JAEGER_CONFIG'],
    env: { ...NO_SELF_TRACING, JAEGER_CONFIG: JAEGER_2_CONFIG },
    ports: [...QUERY_AND_OTLP, HEALTH],
    ready: [HEALTHY, ...ANSWERS],
  };
}

export const SAMPLING: PortSpec = { name: 'sampling', port: 5778, published: 5778 };

const JAEGER_1_57: JaegerProfile = {
  version: '1.57',
  image: 'jaegertracing/all-in-one:1.57',
  args: [],
  env: { ...NO_SELF_TRACING, COLLECTOR_OTLP_ENABLED: 'true' },
  ports: [...QUERY_AND_OTLP, SAMPLING, { name: 'health', port: 14269, published: 'auto' }],
  ready: [{ kind: 'http', port: 'health', path: '/' }, ...ANSWERS],
};

/**
 * The launch profile of a version as it is typed: "2", "2.19", "2.19.1", "2.0.0-rc2" or "1.57".
 *
 * @throws LabError (usage) for any other
 */
export function jaegerProfile(version: string): JaegerProfile {
  if (version === '1.57') return JAEGER_1_57;
  if (version === DEFAULT_JAEGER) return jaeger2(NEWEST_JAEGER_2);
  const [, minor, patch = '.0'] = /^(2\.\d+)(\.\d+(?:-rc\d+)?)?$/.exec(version) ?? [];
  if (minor !== undefined) return jaeger2(minor + patch);
  throw new LabError(`there is no launch profile for Jaeger "${version}"`, {
    hint: 'give --jaeger 2 (the default), --jaeger 2.19.0 (any 2.x.y) or --jaeger 1.57',
    exitCode: EXIT.usage,
  });
}
