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
