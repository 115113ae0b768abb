import { env } from './env.ts';

/**
 * The settings of the tracing preload are the OTEL_* variables of the OpenTelemetry specification. Where the lab
 * wants something else than the specification's default it fills in the variable, so that yours always win.
 */
const DEFAULTS = {
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  // A learner looks at the trace right after the request: spans leave every 200 ms instead of every 5 s, and the
  // queue holds what a burst of load leaves behind in that time.
  OTEL_BSP_SCHEDULE_DELAY: '200',
  OTEL_BSP_MAX_QUEUE_SIZE: '8192',
  // Jaeger takes traces only; without these two the SDK sends it metrics and logs as well.
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  // What teaches something: requests in, their route, requests out, Redis. Not every file, socket and DNS query.
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express,undici,ioredis',
};

export interface Settings {
  /** Where the lab's own way out, OTLP over gRPC, leads to; undefined when the variables ask for something else. */
  readonly grpcEndpoint: string | undefined;
  /** False when nothing is to be sent at all. */
  readonly exports: boolean;
  /** For the start line: where spans go, and which requests are traced. */
  readonly summary: string;
}

/** Fills in the lab's defaults. To be called before the SDK reads the variables. */
export function readSettings(): Settings {
  for (const [name, value] of Object.entries(DEFAULTS)) process.env[name] = env(name, value);
  const disabled = env('OTEL_SDK_DISABLED').toLowerCase() === 'true';
  if (disabled) exportNothing();
  const exporter = env('OTEL_TRACES_EXPORTER');
  if (exporter === 'otlp') return exportOtlp();
  if (exporter === 'none') {
    return nothing(disabled ? 'OTEL_SDK_DISABLED=true' : 'OTEL_TRACES_EXPORTER=none');
  }
  const summary = `traces to ${exporter}, ${sampler()}`;
  return { grpcEndpoint: undefined, exports: true, summary };
}

const nothing = (because: string): Settings => ({
  grpcEndpoint: undefined,
  exports: false,
  summary: `no traces (${because})`,
});

/** The specification switches off what is sent, not the passing on of the caller's context; the SDK would do both. */
function exportNothing(): void {
  process.env['OTEL_SDK_DISABLED'] = 'false';
  for (const signal of ['TRACES', 'METRICS', 'LOGS']) {
    process.env[`OTEL_${signal}_EXPORTER`] = 'none';
  }
}

function exportOtlp(): Settings {
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
    summary: `traces to ${endpoint} (OTLP ${protocol}), ${sampler()}`,
  };
}

/** As the SDK understands it, which also says in the log what it does not understand. */
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
