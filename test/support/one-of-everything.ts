import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';

/** The service of these spans. */
export const SERVICE = 'Keeps-All';

/**
 * Sends a trace that has each thing that a span can have, by OpenTelemetry's exporters.
 *
 * @param to where OTLP over HTTP and Zipkin's spans are taken
 * @returns its id
 */
export async function sendOneOfEverything(to: {
  readonly otlpHttp: string;
  readonly zipkin: string;
}): Promise<string> {
  const before = { ...process.env };
  Object.assign(process.env, {
    OTEL_TRACES_EXPORTER: 'otlp,zipkin',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_ENDPOINT: to.otlpHttp,
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${to.zipkin}/api/v2/spans`,
  });
  const sdk = new NodeSDK({
    instrumentations: [],
    resource: resources.resourceFromAttributes({
      'service.name': SERVICE,
      'service.version': '1.2.3',
    }),
  });
  sdk.start();
  const tracer = trace.getTracer('keeper', '4.5.6');
  const root = tracer.startSpan('Whole Trace', {
    kind: SpanKind.SERVER,
    links: [{ context: { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 1 } }],
  });
  const below = trace.setSpan(context.active(), root);
  root.setAttributes({ count: 42, isNew: true, tags: ['a', 'b'], word: 'Text' });
  root.addEvent('happened', { reason: 'because' });
  const child = tracer.startSpan('failed quietly', { kind: SpanKind.INTERNAL }, below);
  child.setStatus({ code: SpanStatusCode.ERROR });
  child.end();
  root.setStatus({ code: SpanStatusCode.ERROR, message: 'it broke' });
  root.end();
  await sdk.shutdown();
  process.env = before;
  trace.disable();
  context.disable();
  return root.spanContext().traceId;
}
