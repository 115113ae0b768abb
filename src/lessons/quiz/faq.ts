import type { QuizQuestion } from './question.ts';

/** The questions of the tutorial's FAQ, with what is more exact than its short answers. */
export const faq: readonly QuizQuestion[] = [
  {
    id: 'zipkin',
    ask: 'How do Jaeger and Zipkin differ today?',
    right: 'c',
    choices: [
      [
        'Zipkin traces one service, Jaeger many.',
        'Both trace requests through many services, and both were inspired by Dapper.',
      ],
      [
        'Jaeger cannot read what Zipkin senders send.',
        'Jaeger accepts Zipkin spans on a port of its own (9411) where it is enabled.',
      ],
      [
        'Jaeger takes OTLP itself and is built on the OpenTelemetry Collector; Zipkin has its own format.',
        'Since version 2 Jaeger is a distribution of the collector. Zipkin needs an exporter or a collector between.',
      ],
      [
        'Zipkin has no search.',
        'Zipkin searches by service, span name, tags and duration as well.',
      ],
    ],
  },
  {
    id: 'opentelemetry',
    ask: 'Which part of tracing does OpenTelemetry do, and which does Jaeger do?',
    right: 'a',
    choices: [
      [
        'OpenTelemetry records and sends spans; Jaeger stores and shows them.',
        'OpenTelemetry has SDKs, OTLP and the collector, but no storage and no page. Jaeger is one of the backends.',
      ],
      [
        'OpenTelemetry replaced Jaeger.',
        'It replaced the Jaeger client libraries, which are retired. The backend lives on.',
      ],
      ['Jaeger instruments, OpenTelemetry stores.', 'It is the other way round.'],
      [
        'Both do the same; choose one.',
        'The lab uses both: the SDK in each service and Jaeger behind them.',
      ],
    ],
  },
  {
    id: 'metrics-and-logs',
    ask: 'Can you send metrics and logs to Jaeger over OTLP as well?',
    look: 'jaeger-lab explain OTLP',
    right: 'd',
    choices: [
      ['Yes, all three signals.', 'OTLP carries all three, but Jaeger stores traces alone.'],
      [
        'Logs yes, metrics no.',
        'Jaeger shows the events inside spans, which look like logs. It does not take the logs signal.',
      ],
      [
        'Yes, if the storage is Elasticsearch.',
        'The storage does not matter: the receiver answers 404 (HTTP) or UNIMPLEMENTED (gRPC).',
      ],
      [
        'No. Set OTEL_METRICS_EXPORTER and OTEL_LOGS_EXPORTER to none, or send them elsewhere.',
        'Many SDKs turn both on by default, and their errors fill the log beside healthy traces.',
      ],
    ],
  },
  {
    id: 'production-use',
    ask: 'Which set-up of Jaeger is meant for production?',
    look: 'jaeger-lab up --help',
    right: 'b',
    choices: [
      [
        'The all-in-one container with its defaults',
        'It keeps traces in memory: a restart loses them, and so does a full store.',
      ],
      [
        'Collectors and query as processes of their own, with a storage such as Elasticsearch, OpenSearch or Cassandra',
        'Each part can be restarted and scaled alone, and traces outlive all of them.',
      ],
      [
        'An agent on every host, which sends to a collector',
        'That was advice for Jaeger 1. The agent was removed; SDKs send OTLP to a collector.',
      ],
      [
        'One Jaeger inside each service',
        'A trace crosses services, so its spans must meet in one storage.',
      ],
    ],
  },
  {
    id: 'retention',
    ask: 'For how long does a Jaeger with its traces in memory keep them?',
    look: 'jaeger-lab explain all-in-one',
    right: 'c',
    choices: [
      ['For a few minutes', 'Often written, but the bound is a number of traces, not a time.'],
      ['For 24 hours', 'The memory storage has no time limit.'],
      [
        'Until a number of newer traces replaces them, or it restarts',
        'The all-in-one of Jaeger 2 keeps 100 000 traces. With 10 per second that is about three hours.',
      ],
      ['Until the disk is full', 'Memory storage writes nothing to a disk. Badger does.'],
    ],
  },
];
