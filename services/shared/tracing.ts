/**
 * Loaded before a service (`node --require ./tracing.cjs ./gateway.cjs`), so that http, express and fetch are
 * instrumented when the service asks for them. The service's own code knows nothing of it.
 */
import { randomUUID } from 'node:crypto';
import { ServerResponse } from 'node:http';
import { parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Span, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { logDiagnostics } from './diagnostics.ts';
import { env } from './env.ts';
import { FAULT_PATH } from './fault-path.ts';
import { ReportingExporter } from './reporting-exporter.ts';
import { readSettings } from './settings.ts';
import { announceTelemetry } from './telemetry.ts';

/** The version in package.json: the build puts it here. */
declare const SERVICE_VERSION: string;

/** Asked by probes, browsers and the lab, not by users: their traces would only be in the way. */
const UNTRACED = new Set(['/healthz', '/favicon.ico', FAULT_PATH]);

/** What the last spans may take to leave: nobody waits longer for a process that was told to stop. */
const FLUSH_MS = 1_000;

logDiagnostics();
const settings = readSettings();

// Who sends the spans. What is merged later wins: the service's own name, SERVICE_NAME, the OTEL_* variables.
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

const instrumentations = getNodeAutoInstrumentations({
  '@opentelemetry/instrumentation-http': {
    ignoreIncomingRequestHook: ({ url = '' }) => UNTRACED.has(url.replace(/\?.*$/s, '')),
    responseHook: (span, response) => {
      if (response instanceof ServerResponse) nameTrace(span, response);
    },
  },
  // Express tells the route (`GET /process`). A span for each of its layers would bury the five that matter.
  '@opentelemetry/instrumentation-express': { ignoreLayers: [() => true] },
});

/** Tells the caller which trace its request became, and whether it is kept (flags 01) or not sampled (00). */
function nameTrace(span: Span, response: ServerResponse): void {
  const context = span.spanContext();
  // A remote context is the caller's own: nothing is exported, so no span was made here.
  if (!isSpanContextValid(context) || context.isRemote) return;
  const flags = context.traceFlags.toString(16).padStart(2, '0');
  response.setHeader('traceresponse', `00-${context.traceId}-${context.spanId}-${flags}`);
}

const endpoint = settings.grpcEndpoint;
const exporter =
  endpoint === undefined
    ? undefined
    : new ReportingExporter(
        endpoint,
        // gRPC shares one connection among clients with the same options: another user agent makes it another.
        (attempt) => new OTLPTraceExporter({ userAgent: `jaeger-lab connection/${attempt}` }),
      );

// NodeSDK puts a BatchSpanProcessor in front of the exporter. Without one it makes what the OTEL_* variables ask for.
const sdk = new NodeSDK({
  resource,
  instrumentations,
  ...(exporter && { traceExporter: exporter }),
  ...(!settings.exports && { spanProcessors: [] }),
});
sdk.start();

async function flush(): Promise<void> {
  const deadline = new AbortController();
  const tooLate = sleep(FLUSH_MS, undefined, deadline);
  await Promise.race([sdk.shutdown(), tooLate]).catch(() => undefined);
  deadline.abort();
  await tooLate.catch(() => undefined);
  exporter?.conclude();
}

announceTelemetry({
  serviceName: String(resource.attributes['service.name']),
  summary: settings.summary,
  flush,
  baggage: (key) => propagation.getActiveBaggage()?.getEntry(key)?.value,
  annotate: (key, value) => void trace.getActiveSpan()?.setAttribute(key, value),
});
// A program that is done without being told to stop.
process.once('beforeExit', () => void flush());
