/**
 * Loaded before a service (`node --require ./tracing.cjs ./gateway.cjs`), so that http, express and fetch are
 * instrumented when the service loads them. The service's own code does not refer to it.
 */
import './clock-offset.ts';
import { randomUUID } from 'node:crypto';
import { ServerResponse } from 'node:http';
import { parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Span,
  type SpanContext,
  diag,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { logDiagnostics } from './diagnostics.ts';
import { env } from './env.ts';
import { isUntraced } from './lab-paths.ts';
import { RemoteSampler } from './remote-sampler.ts';
import { ReportingExporter } from './reporting-exporter.ts';
import { readSettings } from './settings.ts';
import { type SpanIds, announceTelemetry } from './telemetry.ts';
import { untraced } from './untraced.ts';

/** The version in package.json, inserted by the build. */
declare const SERVICE_VERSION: string;

/**
 * Timeout for the last export: less than the 3 s after which the lab kills a process, and enough for the first
 * connection of a service on a busy machine.
 */
const FLUSH_MS = 2_500;

/** Time after which a service has begun to listen. */
const GRPC_AFTER_MS = 1_000;

logDiagnostics();
const settings = readSettings();

// The resource of the spans. Later values take precedence: the service's own name, SERVICE_NAME, the OTEL_* variables.
const resource = resources
  .defaultResource()
  .merge(
    resources.resourceFromAttributes({
      'service.name': env('SERVICE_NAME', parse(process.argv[1] ?? 'service').name),
      'service.version': SERVICE_VERSION,
      'service.instance.id': randomUUID(),
    }),
  )
  .merge(resources.detectResources({ detectors: [resources.envDetector] }));

const serviceName = String(resource.attributes['service.name']);

const instrumentations = getNodeAutoInstrumentations({
  '@opentelemetry/instrumentation-http': {
    ignoreIncomingRequestHook: ({ url }) => isUntraced(url),
    responseHook: (span, response) => {
      if (response instanceof ServerResponse) nameTrace(span, response);
    },
  },
  // Express provides the route (`GET /process`). Spans for each of its layers would hide the five that matter.
  '@opentelemetry/instrumentation-express': { ignoreLayers: [() => true] },
});

/** Returns the trace id of a request to its caller, with the sampled flag (01 or 00). */
function nameTrace(span: Span, response: ServerResponse): void {
  const context = span.spanContext();
  // A remote context is the caller's own: exporting is disabled, so no span was created here.
  if (!isSpanContextValid(context) || context.isRemote) return;
  const ids = idsOf(context);
  response.setHeader('traceresponse', `00-${ids.trace_id}-${ids.span_id}-${ids.trace_flags}`);
}

const idsOf = ({ traceId, spanId, traceFlags }: SpanContext): SpanIds => ({
  trace_id: traceId,
  span_id: spanId,
  trace_flags: traceFlags.toString(16).padStart(2, '0'),
});

const endpoint = settings.grpcEndpoint;
const exporter =
  endpoint === undefined
    ? undefined
    : new ReportingExporter(
        endpoint,
        // gRPC shares one connection among clients with the same options: a different user agent forces a new one.
        (attempt) => new OTLPTraceExporter({ userAgent: `jaeger-lab connection/${attempt}` }),
      );

// NodeSDK adds a BatchSpanProcessor to the exporter. Without an exporter it creates one from the OTEL_* variables.
const sdk = new NodeSDK({
  resource,
  instrumentations,
  ...(exporter && { traceExporter: exporter }),
  ...(!settings.exports && { spanProcessors: [] }),
  ...(settings.remoteSampling && {
    sampler: new RemoteSampler(serviceName, settings.remoteSampling),
  }),
});
sdk.start();

// The build lets gRPC load on the first access. The first span may come days after the start, when an upgrade has
// replaced the file.
const loadGrpc = (): Promise<unknown> =>
  import('@grpc/grpc-js').then(({ default: grpc }) => grpc.credentials);
if (exporter) setTimeout(() => void loadGrpc().catch(diag.warn), GRPC_AFTER_MS).unref();

async function flush(): Promise<void> {
  const deadline = new AbortController();
  const tooLate = sleep(FLUSH_MS, undefined, deadline);
  await Promise.race([sdk.shutdown(), tooLate]).catch(() => undefined);
  deadline.abort();
  await tooLate.catch(() => undefined);
  exporter?.conclude();
}

announceTelemetry({
  serviceName,
  summary: settings.summary,
  flush,
  baggage: (key) => propagation.getActiveBaggage()?.getEntry(key)?.value,
  spanIds: () => {
    const context = trace.getActiveSpan()?.spanContext();
    return context && isSpanContextValid(context) ? idsOf(context) : undefined;
  },
  untraced,
  annotate: (key, value) => void trace.getActiveSpan()?.setAttribute(key, value),
});
// For a program that ends without a signal.
process.once('beforeExit', () => void flush());
