// Sends the trace of README.md: send.mjs grpc|http|json|zipkin ENDPOINT none|gzip.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as HttpExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resources, tracing } from '@opentelemetry/sdk-node';

const [protocol, endpoint, compression] = process.argv.slice(2);
const exporters = {
  // The exporter's own compression enum is not exported: these are its values.
  grpc: () => new GrpcExporter({ url: endpoint, compression }),
  http: () => new HttpExporter({ url: `${endpoint}/v1/traces`, compression }),
  json: () => new JsonExporter({ url: `${endpoint}/v1/traces`, compression }),
  zipkin: () => new ZipkinExporter({ url: `${endpoint}/api/v2/spans` }),
};
const provider = new tracing.BasicTracerProvider({
  resource: resources.resourceFromAttributes({ 'service.name': 'orders' }),
  spanProcessors: [new tracing.BatchSpanProcessor(exporters[protocol]())],
});
const tracer = provider.getTracer('sender');
const root = tracer.startSpan('GET /orders/{id}', {
  kind: SpanKind.SERVER,
  attributes: {
    'http.route': '/orders/{id}',
    'http.response.status_code': 500,
    'cache.hit': false,
    ratio: 0.25,
    tags: ['new', 'größer'],
  },
});
const parent = trace.setSpan(ROOT_CONTEXT, root);
const linked = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};
const links = [{ context: linked, attributes: { reason: 'queued by' } }];
const child = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' }, links };
tracer.startSpan('SELECT orders', child, parent).end();
root.addEvent('exception', {
  'exception.type': 'OutOfStock',
  'exception.message': 'no item 7',
});
root.setStatus({ code: SpanStatusCode.ERROR, message: 'out of stock' });
root.end();
await provider.shutdown();
