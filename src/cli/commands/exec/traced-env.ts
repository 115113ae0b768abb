import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Tracing {
  /** Of the receiver: takes gRPC and HTTP. */
  readonly endpoint: string;
  /** Node programs are instrumented by the lab's own preload. */
  readonly isInstrumented: boolean;
  readonly distFolder: string;
}

/** What an exporter needs that the user may set otherwise. */
const DEFAULTS: Environment = {
  // Short tests end soon after their last request.
  OTEL_BSP_SCHEDULE_DELAY: '50',
  // The receiver takes only traces.
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

/** The environment of a command whose spans are to be received here, whatever it exported to before. */
export function tracedEnv(
  env: Environment,
  { endpoint, isInstrumented, distFolder }: Tracing,
): Environment {
  const protocol =
    env['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? (isInstrumented ? 'grpc' : 'http/protobuf');
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ofTraces, NODE_OPTIONS: nodeOptions = '' } = env;
  const traces = protocol === 'grpc' ? endpoint : `${endpoint}/v1/traces`;
  const preload = `--require ${quoted(join(distFolder, 'services', 'instrument.cjs'))}`;
  return {
    ...DEFAULTS,
    ...env,
    OTEL_SDK_DISABLED: 'false',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_INSECURE: 'true',
    ...(ofTraces !== undefined && { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces }),
    ...(isInstrumented && { NODE_OPTIONS: `${nodeOptions} ${preload}`.trim() }),
  };
}

/** As NODE_OPTIONS wants a path with spaces. */
const quoted = (path: string): string => `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
