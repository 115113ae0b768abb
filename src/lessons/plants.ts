import type { CauseName } from '../model/cause.ts';
import { behaviours } from './plants-behaviour.ts';
import { type Plant, set } from './plant-of.ts';

const SPANS_MISSING =
  'requests are answered as before, but the spans of one service are missing from every trace';

const http = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };

/** The errors that `break` can plant, each in one or more ways. */
export const plants: readonly Plant[] = [
  {
    cause: 'endpoint',
    symptom: SPANS_MISSING,
    variants: [
      set(
        'service',
        (address) => ({
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address('jaeger', 'otlp-grpc').replace(/:\d+$/, '')}:14317`,
        }),
        'OTEL_EXPORTER_OTLP_ENDPOINT names a port where nothing listens',
      ),
      set(
        'service',
        { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger-collector.invalid:4317' },
        'OTEL_EXPORTER_OTLP_ENDPOINT names a host that does not exist',
      ),
    ],
  },
  {
    cause: 'protocol',
    symptom: SPANS_MISSING,
    variants: [
      set(
        'service',
        (address) => ({
          ...http,
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address('jaeger', 'otlp-grpc')}`,
        }),
        'OTEL_EXPORTER_OTLP_PROTOCOL is http/protobuf, the port is that for gRPC',
      ),
      set(
        'service',
        (address) => ({
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address('jaeger', 'otlp-http')}`,
        }),
        'OTEL_EXPORTER_OTLP_ENDPOINT has the port for HTTP, the protocol is grpc',
      ),
    ],
  },
  {
    cause: 'path',
    symptom: SPANS_MISSING,
    variants: [
      set(
        'service',
        (address) => ({
          ...http,
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://${address('jaeger', 'otlp-http')}`,
        }),
        'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT lacks /v1/traces, which the SDK does not append to it',
      ),
    ],
  },
  {
    cause: 'disabled',
    symptom: SPANS_MISSING,
    variants: [
      set('service', { OTEL_TRACES_EXPORTER: 'none' }, 'OTEL_TRACES_EXPORTER=none'),
      set('service', { OTEL_SDK_DISABLED: 'true' }, 'OTEL_SDK_DISABLED=true'),
    ],
  },
  {
    cause: 'uninstrumented',
    symptom: SPANS_MISSING,
    variants: [
      { about: 'it was started without the tracing preload', in: 'callee', untraced: true },
    ],
  },
  {
    cause: 'propagation',
    symptom: 'requests are answered as before, but what should be one trace arrives as several',
    variants: [
      set('caller', { OTEL_PROPAGATORS: 'none' }, 'OTEL_PROPAGATORS=none'),
      set('callee', { OTEL_PROPAGATORS: 'b3' }, 'OTEL_PROPAGATORS=b3, elsewhere it is W3C'),
      set(
        'caller',
        { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express' },
        'OTEL_NODE_ENABLED_INSTRUMENTATIONS lacks the HTTP client, undici',
      ),
    ],
  },
  {
    cause: 'sampling',
    symptom: 'requests are answered as before, but many of them leave no whole trace',
    variants: [
      set(
        'entry',
        { OTEL_TRACES_SAMPLER: 'parentbased_always_off' },
        'the first service samples nothing',
      ),
      set('callee', { OTEL_TRACES_SAMPLER: 'always_off' }, 'a called service samples nothing'),
      set(
        'entry',
        { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' },
        'the first service samples one request in a hundred',
      ),
      set(
        'adapted',
        { OTEL_TRACES_SAMPLER: 'parentbased_always_on' },
        'the first service samples by itself: its root spans lack the tags that adaptive sampling counts',
      ),
    ],
  },
  {
    cause: 'index-delay',
    symptom: 'requests are answered as before, but their traces appear in Jaeger much later',
    variants: [
      set(
        'service',
        { OTEL_BSP_SCHEDULE_DELAY: '300000' },
        'OTEL_BSP_SCHEDULE_DELAY keeps spans for five minutes',
      ),
    ],
  },
  {
    cause: 'service-name',
    symptom: 'requests are answered as before, but a service is missing from the list in Jaeger',
    variants: [
      set(
        'service',
        { OTEL_SERVICE_NAME: 'unknown_service:node' },
        'its spans have the name that the SDK gives when OTEL_SERVICE_NAME is not set',
      ),
    ],
  },
  {
    cause: 'other-signals',
    symptom: 'traces are whole, but the log of one service fills with errors',
    variants: [
      set(
        'service',
        { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '1000' },
        'it sends metrics, which Jaeger does not take',
      ),
    ],
  },
  {
    cause: 'proxy',
    symptom: 'requests are answered as before, but the spans of one service are lost on their way',
    variants: [
      set(
        'service',
        { grpc_proxy: 'http://127.0.0.1:9' },
        'grpc_proxy names a proxy that does not exist, and gRPC uses it',
      ),
    ],
  },
  {
    cause: 'storage',
    symptom: 'requests are answered as before, and Jaeger is healthy, but traces cannot be found',
    variants: [
      {
        about: 'it keeps its traces in memory, apart from the other parts of Jaeger',
        in: 'storing',
        ownMemory: true,
      },
    ],
  },
  {
    cause: 'slow-storage',
    symptom: 'requests are answered as before, but their traces appear in Jaeger seconds later',
    variants: [
      {
        about: 'it collects spans for six seconds before it writes them to its storage',
        in: 'writing',
        storesLate: true,
      },
    ],
  },
  {
    cause: 'monitor',
    symptom:
      'requests and traces are as before, but the Monitor tab of Jaeger shows nothing of new ones',
    variants: [
      {
        about: 'it does not count spans: its pipeline lacks the connector spanmetrics',
        in: 'counting',
        metricsFlaw: 'uncounted',
      },
      {
        about: 'it shows what it has counted every ten minutes only (metrics_flush_interval)',
        in: 'counting',
        metricsFlaw: 'unflushed',
      },
      {
        about: 'it scrapes a port where there are no metrics',
        in: 'scraping',
        scrapesNothing: true,
      },
      { about: 'it has no metrics storage to ask', in: 'asking', metricsFlaw: 'unasked' },
      {
        about: 'it asks for other names than those that the counters have',
        in: 'asking',
        metricsFlaw: 'misnamed',
      },
    ],
  },
  ...behaviours,
];

export const plantNames: readonly CauseName[] = plants.map(({ cause }) => cause);
