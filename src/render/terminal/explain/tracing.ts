import type { Term } from './term.ts';

/** What a trace is made of, and how it travels. */
export const TRACING: readonly Term[] = [
  {
    name: 'trace',
    lines: [
      'A trace is everything that happened for one request, in all services it passed through.',
      'It is a tree of spans that share one trace id of 32 hexadecimal digits.',
      'The root span is the request itself; every other span names its parent.',
      'Each service sends its own spans, so a trace is complete only when all have arrived.',
      'See one: jaeger-lab trace latest',
    ],
  },
  {
    name: 'span',
    lines: [
      'A span is one piece of work with a start, a duration, a service, a name and a status.',
      'Its kind is the side that it is on: SERVER handles a call, CLIENT makes one, INTERNAL neither.',
      'PRODUCER sends a message and CONSUMER handles it, often much later.',
      'Attributes are its details (http.route, db.system); events are moments within it.',
      'See them: jaeger-lab trace latest --attributes --events',
    ],
  },
  {
    name: 'trace id',
    also: ['traceid'],
    lines: [
      'A trace id names one trace: 32 hexadecimal digits, drawn where the trace begins.',
      'It travels to every service in the traceparent header, and stands on every span and log line.',
      'The load of this lab draws the ids itself, so it knows which traces should be there.',
      'A span id, of 16 digits, names one span within its trace.',
      'Check a run by its ids: jaeger-lab verify',
    ],
  },
  {
    name: 'waterfall',
    lines: [
      'A waterfall draws a trace: a row for each span, indented below its caller, on one time axis.',
      'The bar of a span begins where it started and is as long as it took.',
      'The filled part of a bar is on the critical path; the dotted part is not.',
      'Bars below each other like stairs are sequential calls; bars side by side ran in parallel.',
      'See one: jaeger-lab trace slowest',
    ],
    drawing: [
      'gateway           │█····················▐██│',
      '├ validator       │ ▐███▌                  │',
      '└ enricher        │      ████████████████  │',
    ],
  },
  {
    name: 'traceparent',
    also: ['context propagation', 'W3C trace context'],
    lines: [
      'traceparent is the HTTP header that carries a trace from caller to callee (W3C Trace Context).',
      'It reads version-traceid-spanid-flags: 00-4bf92f35…-00f067aa…-01.',
      'The callee uses the trace id and makes the span id the parent of its own span.',
      'The last bit of the flags is 1 when the request is sampled.',
      'A service that drops the header splits the trace: jaeger-lab explain split trace',
    ],
  },
  {
    name: 'baggage',
    lines: [
      'Baggage is a second header: key=value pairs that travel with a request to every service.',
      'It is for the services to read, and is not recorded in spans by itself.',
      'This lab uses it for faults: lab.fault=payment:delay=2s makes payment slow for one request.',
      'Every service sees it, so it must hold nothing secret.',
      'Try it: jaeger-lab load --n 20 --fault payment:delay=2s@10%',
    ],
  },
  {
    name: 'sampling',
    also: ['sampler', 'head sampling'],
    lines: [
      'Sampling records only a share of the requests, because recording all of them costs too much.',
      'Head sampling decides at the first service, before anyone knows how the request will go.',
      'The decision travels in the traceparent, so that all services record or none does.',
      'At 10 % of 50 requests between 1 and 9 traces are normal: chance decides.',
      'Try it: jaeger-lab up --sample 10%, then load --n 50, then verify',
    ],
  },
  {
    name: 'OTLP',
    also: ['OpenTelemetry protocol'],
    lines: [
      'OTLP is the protocol in which OpenTelemetry sends spans, as protobuf or JSON.',
      'Port 4317 takes it over gRPC, port 4318 over HTTP at /v1/traces.',
      'Any OpenTelemetry SDK can send to any backend that receives it, Jaeger included.',
      'OTEL_EXPORTER_OTLP_ENDPOINT is the address that an SDK sends to.',
      'See where your lab receives it: jaeger-lab status',
    ],
  },
  {
    name: 'SDK',
    also: ['tracing sdk', 'instrumentation', 'preload'],
    lines: [
      'An SDK is the library that records the spans of a service and sends them.',
      'It is loaded before the code of the service, so that it can wrap HTTP servers and clients.',
      'To wrap them is to instrument the service; one that is not instrumented leaves no spans.',
      'Variables that begin with OTEL_ are the settings of the SDKs of OpenTelemetry.',
      'Do it by hand: jaeger-lab learn instrument',
    ],
  },
  {
    name: 'batch',
    also: ['batches', 'span queue', 'indexing'],
    lines: [
      'An SDK sends spans in batches: of 512 spans, or of what 5 s have left (OTEL_BSP_SCHEDULE_DELAY).',
      'Spans that end while the queue for them is full (OTEL_BSP_MAX_QUEUE_SIZE) are dropped.',
      'Jaeger writes to its storage in batches too, and the storage indexes what a search is to find.',
      'So a trace appears later than its request, and its spans not all at once.',
      'See a long wait: jaeger-lab break index-delay, then jaeger-lab doctor',
    ],
  },
  {
    name: 'operation',
    also: ['span name'],
    lines: [
      'An operation is the name of a span, for example GET /process or redis GET.',
      'It has the route and not the whole address, so that equal requests have one name.',
      'Spans of one service and operation can be searched, counted and compared.',
      'Jaeger lists the operations of each service beside its search.',
      'Search one: jaeger-lab traces --operation GET /process',
    ],
  },
  {
    name: 'tag',
    also: ['attribute'],
    lines: [
      'A tag is a detail of a span, a key and a value: http.response.status_code=200.',
      'Jaeger calls them tags, OpenTelemetry calls them attributes.',
      'Attributes of the whole service, such as its name, are those of its resource.',
      'A search finds the spans that have a tag.',
      'See them: jaeger-lab trace latest --attributes',
    ],
  },
  {
    name: 'service name',
    also: ['service.name', 'OTEL_SERVICE_NAME'],
    lines: [
      'service.name is the attribute by which Jaeger lists, groups and colours spans.',
      'An SDK takes it from OTEL_SERVICE_NAME, or from service.name in OTEL_RESOURCE_ATTRIBUTES.',
      'Without both the spans belong to unknown_service, and all such services look like one.',
      'The variable SERVICE_NAME has no effect, although some examples set it.',
      'See the names: jaeger-lab deps',
    ],
  },
  {
    name: 'open loop',
    also: ['closed loop', 'open and closed loop'],
    lines: [
      'A load is a closed loop when each worker waits for the response before it sends the next request.',
      'It slows down with the services: in a stall it sends less, so few requests feel the stall.',
      'An open loop sends at a rate, whether responses come or not, as users do.',
      'Its latency counts from when a request was due, so waiting for a turn is part of it.',
      'Compare: jaeger-lab load --n 100 --rate 20/s',
    ],
  },
];
