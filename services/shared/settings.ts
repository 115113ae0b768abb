import { env } from './env.ts';
import type { RemoteSettings } from './remote-sampler.ts';

/**
 * The tracing preload is configured by the OTEL_* variables of the OpenTelemetry specification. Where the lab needs
 * another default it sets the variable only if it is unset, so that yours take precedence.
 */
const DEFAULTS = {
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  // A learner looks at the trace right after the request: spans are exported every 200 ms instead of every 5 s, and
  // the queue is large enough for a burst of load in that time.
  OTEL_BSP_SCHEDULE_DELAY: '200',
  OTEL_BSP_MAX_QUEUE_SIZE: '8192',
  // Jaeger accepts only traces; without these two the SDK also sends metrics and logs.
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  // Only instructive spans: incoming requests, their route, outgoing requests, Redis. No files, sockets and DNS queries.
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express,undici,ioredis',
};

export interface Settings {
  /** The endpoint of the lab's own exporter, OTLP over gRPC; undefined when the variables select another exporter. */
  readonly grpcEndpoint: string | undefined;
  /** Undefined when the SDK samples by itself. */
  readonly remoteSampling: RemoteSettings | undefined;
  /** False when no spans are exported at all. */
  readonly exports: boolean;
  /** For the start line: the endpoint and the sampler. */
  readonly summary: string;
}

/** Sets the lab's defaults. Call it before the SDK reads the variables. */
export function readSettings(): Settings {
  const remoteSampling = takeRemoteSampling();
  return { ...readExport(remoteSampling?.endpoint), remoteSampling };
}

/**
 * The specification has this sampler, the SDK does not: it would report an unknown value, and is not shown it.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
 */
function takeRemoteSampling(): RemoteSettings | undefined {
  if (!/^(parentbased_)?jaeger_remote$/.test(env('OTEL_TRACES_SAMPLER'))) return undefined;
  const given = new Map(
    env('OTEL_TRACES_SAMPLER_ARG')
      .split(',')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  for (const name of ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'])
    Reflect.deleteProperty(process.env, name);
  return {
    endpoint: given.get('endpoint') ?? 'http://localhost:5778/sampling',
    pollingIntervalMs: Number(given.get('pollingIntervalMs') ?? 1000),
    initialSamplingRate: Number(given.get('initialSamplingRate') ?? 1),
  };
}

type Export = Omit<Settings, 'remoteSampling'>;

function readExport(samplingEndpoint: string | undefined): Export {
  for (const [name, value] of Object.entries(DEFAULTS)) process.env[name] = env(name, value);
  const disabled = env('OTEL_SDK_DISABLED').toLowerCase() === 'true';
  if (disabled) exportNothing();
  const exporter = env('OTEL_TRACES_EXPORTER');
  const sampling =
    samplingEndpoint === undefined ? sampler() : `sampling as ${samplingEndpoint} answers`;
  if (exporter === 'otlp') return exportOtlp(sampling);
  if (exporter === 'none') {
    return nothing(disabled ? 'OTEL_SDK_DISABLED=true' : 'OTEL_TRACES_EXPORTER=none');
  }
  const summary = `traces to ${exporter}, ${sampling}`;
  return { grpcEndpoint: undefined, exports: true, summary };
}

const nothing = (because: string): Export => ({
  grpcEndpoint: undefined,
  exports: false,
  summary: `no traces (${because})`,
});

/** The specification disables exporting, not context propagation; the SDK would disable both. */
function exportNothing(): void {
  process.env['OTEL_SDK_DISABLED'] = 'false';
  for (const signal of ['TRACES', 'METRICS', 'LOGS']) {
    process.env[`OTEL_${signal}_EXPORTER`] = 'none';
  }
}

function exportOtlp(sampling: string): Export {
  const protocol = env('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', env('OTEL_EXPORTER_OTLP_PROTOCOL'));
  const port = protocol === 'grpc' ? 4317 : 4318;
  const everySignal = env('OTEL_EXPORTER_OTLP_ENDPOINT', `http://localhost:${port}`);
  const endpoint = env('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', everySignal);
  if (!URL.canParse(endpoint.includes('://') ? endpoint : `https://${endpoint}`)) {
    return nothing(`OTLP endpoint ${endpoint} is not a URL`);
  }
  return {
    grpcEndpoint: protocol === 'grpc' ? endpoint : undefined,
    exports: true,
    summary: `traces to ${endpoint} (OTLP ${protocol}), ${sampling}`,
  };
}

/** As the SDK interprets it; the SDK also logs invalid values. */
function sampler(): string {
  const byDefault = 'parentbased_always_on';
  const name = env('OTEL_TRACES_SAMPLER', byDefault);
  if (!/^(parentbased_)?(always_on|always_off|traceidratio)$/.test(name)) {
    return `sampler ${byDefault}`;
  }
  if (!name.endsWith('traceidratio')) return `sampler ${name}`;
  const ratio = Number(env('OTEL_TRACES_SAMPLER_ARG', '1'));
  return `sampler ${name} ${ratio >= 0 && ratio <= 1 ? ratio : 1}`;
}
