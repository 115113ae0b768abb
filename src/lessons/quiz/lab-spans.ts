import type { QuizQuestion } from './question.ts';

/** On what the lab shows about missing and wrong spans. */
export const labSpans: readonly QuizQuestion[] = [
  {
    id: 'nothing-arrives',
    ask: 'Requests are answered, and the spans of one service are missing. Its log has ECONNREFUSED. What is wrong?',
    look: 'jaeger-lab break endpoint',
    right: 'a',
    choices: [
      ['Its OTLP endpoint', 'It records spans and sends them where no server listens.'],
      ['Its sampler', 'A sampler drops spans silently. It opens no connection.'],
      ['Its callers', 'Then its spans would arrive, in a trace of their own.'],
      ['The storage of Jaeger', 'Then the spans of all services would be missing.'],
    ],
  },
  {
    id: 'ports',
    ask: 'OTEL_EXPORTER_OTLP_PROTOCOL is http/protobuf. Which port of Jaeger fits?',
    look: 'jaeger-lab break protocol',
    right: 'c',
    choices: [
      ['16686', 'That is the page and the query API.'],
      ['4317', 'That is OTLP over gRPC. An HTTP client gets "Parse Error" there.'],
      ['4318', 'OTLP over HTTP. The SDK adds /v1/traces to OTEL_EXPORTER_OTLP_ENDPOINT.'],
      ['14268', 'That took the Thrift of Jaeger clients, which are retired.'],
    ],
  },
  {
    id: 'traces-endpoint',
    ask: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://jaeger:4318 leaves no spans. Why?',
    look: 'jaeger-lab break path',
    right: 'b',
    choices: [
      ['Jaeger only takes gRPC.', 'It takes both, on a port each.'],
      [
        'The SDK does not add /v1/traces to this variable.',
        'It adds the path to OTEL_EXPORTER_OTLP_ENDPOINT alone. Here you must write it.',
      ],
      ['The variable does not exist.', 'It does, and it wins over the one for all signals.'],
      ['It must begin with grpc://.', 'The scheme is http or https for both protocols.'],
    ],
  },
  {
    id: 'late-list',
    ask: 'The list of services is empty, but a trace opens by its id. What do you do first?',
    look: 'jaeger-lab doctor',
    right: 'd',
    choices: [
      ['Restart Jaeger', 'With traces in memory that loses the traces which did arrive.'],
      ['Instrument the services again', 'The trace shows that they are instrumented.'],
      ['Raise the sampling', 'The trace was sampled, so that is not the reason.'],
      [
        'Wait for the index, and measure how long it takes',
        'Batches, bulk writes and the refresh of Elasticsearch (1 s) come before a search finds a span. doctor measures it.',
      ],
    ],
  },
  {
    id: 'storage-setting',
    ask: 'You set SPAN_STORAGE_TYPE=elasticsearch on a Jaeger 2. After a restart all traces are gone. Why?',
    look: 'jaeger-lab up --help',
    right: 'a',
    choices: [
      [
        'Jaeger 2 does not read that variable.',
        'Version 2 takes its storage from a configuration file (jaeger_storage), so it kept traces in memory.',
      ],
      [
        'Elasticsearch deletes old indices by itself.',
        'Only where a policy or a cron job does it.',
      ],
      ['A restart always loses traces.', 'A real storage outlives Jaeger.'],
      ['The services must be restarted as well.', 'They send again by themselves.'],
    ],
  },
  {
    id: 'parent-based',
    ask: 'Each service samples 10 % by itself, without parentbased_. What do the traces look like?',
    look: 'jaeger-lab break sampling',
    right: 'c',
    choices: [
      ['10 % of them are stored, all whole.', 'That is what parentbased_ samplers do.'],
      ['All are stored.', 'Each service still drops nine of ten.'],
      [
        'Most have holes: some services are there, others not.',
        'Each service ignores the decision of its caller. Of three services, one trace in a thousand would be whole with independent draws.',
      ],
      ['None is stored.', 'One in ten spans of each service is.'],
    ],
  },
  {
    id: 'no-callee',
    ask: 'A call has no span of the called service below it, and that service is missing in the whole list. What is likely?',
    look: 'jaeger-lab break uninstrumented',
    right: 'b',
    choices: [
      ['It was never called.', 'The call was answered, so it was.'],
      [
        'It is not instrumented.',
        'No SDK is loaded before its code, so it leaves no spans anywhere.',
      ],
      ['Propagation is broken.', 'Then it would be in the list, with traces of its own.'],
      ['It is too fast for a span.', 'Spans of microseconds are recorded as well.'],
    ],
  },
  {
    id: 'service-name',
    ask: 'The list of services shows unknown_service:node. Which variable is missing?',
    look: 'jaeger-lab break service-name',
    right: 'd',
    choices: [
      ['SERVICE_NAME', 'No SDK reads it; only code of your own could.'],
      ['OTEL_TRACES_EXPORTER', 'It chooses where spans go. They did arrive.'],
      ['HOSTNAME', 'It may become host.name, not service.name.'],
      [
        'OTEL_SERVICE_NAME',
        'The SDK takes service.name from it, or from OTEL_RESOURCE_ATTRIBUTES.',
      ],
    ],
  },
  {
    id: 'stopped-process',
    ask: 'A script ends with process.exit() right after its request, and its spans are missing. Why?',
    right: 'a',
    choices: [
      [
        'They were still in the queue of the batch processor.',
        'It sends every five seconds unless set otherwise. Shut the SDK down before the exit.',
      ],
      ['Scripts cannot be traced.', 'They can: exec does it with any command.'],
      ['The request was too short.', 'The duration does not matter.'],
      ['The exit code was 0.', 'The exit code does not matter.'],
    ],
  },
  {
    id: 'queue-full',
    ask: 'Under load some spans are missing, and the log has "maxQueueSize reached". Which of these is the cause?',
    look: 'jaeger-lab break queue',
    right: 'b',
    choices: [
      ['Jaeger is down.', 'Then all spans would be missing.'],
      [
        'The queue of the SDK overflows.',
        'Spans end faster than batches leave. Raise OTEL_BSP_MAX_QUEUE_SIZE, or send more often.',
      ],
      [
        'The sampler drops them.',
        'A sampler decides about a whole trace, and writes no such line.',
      ],
      ['The network loses packets.', 'TCP sends them again.'],
    ],
  },
  {
    id: 'orphan',
    ask: 'verify reports an orphan. Which span is one?',
    look: 'jaeger-lab explain orphan',
    right: 'c',
    choices: [
      ['A span without children', 'That is a leaf, which is usual.'],
      ['A span without a parent', 'That is a root. Each trace should have one.'],
      [
        'A span whose parent is missing',
        'It names a parent that is not in the trace: the parent was lost, dropped, or is still on its way.',
      ],
      ['A span without attributes', 'Attributes are optional.'],
    ],
  },
  {
    id: 'esm',
    ask: 'An app with import statements loads the SDK by --import, and Express leaves no spans. Why?',
    right: 'd',
    choices: [
      ['Express cannot be traced.', 'It can: the services of the lab use it.'],
      ['--import loads the SDK too late.', 'It is loaded before the app.'],
      ['The exporter is missing.', 'Then the spans of http would be missing as well.'],
      [
        'ES modules are only patched with a loader hook.',
        'Register @opentelemetry/instrumentation/hook.mjs first, or build the app to CommonJS.',
      ],
    ],
  },
  {
    id: 'fault-or-normal',
    ask: 'You want proof that one service makes requests slow. Which comparison gives it?',
    look: 'jaeger-lab compare --help',
    right: 'a',
    choices: [
      [
        'Requests with and without a fault, drawn at random within one run',
        'Both groups share the same minutes and machine, so chance alone can be computed.',
      ],
      ['A run of today with one of yesterday', 'Everything else may have changed as well.'],
      [
        'The slowest requests with the fastest',
        'Groups that are picked by their duration differ in it by construction.',
      ],
      [
        'One slow trace with one fast trace',
        'It is a hint. One pair proves nothing about the others.',
      ],
    ],
  },
];
