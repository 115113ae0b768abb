import type { QuizQuestion } from './question.ts';

/** The practice questions at the end of the tutorial. */
export const practice: readonly QuizQuestion[] = [
  {
    id: 'trace-or-span',
    ask: 'How do a trace and a span belong together?',
    look: 'jaeger-lab trace latest',
    right: 'c',
    choices: [
      ['A span is a group of traces.', 'It is the other way round: a trace is made of spans.'],
      ['They are two words for the same thing.', 'A span is one piece of work; a trace has many.'],
      [
        'A trace is the tree of all spans of one request.',
        'Each span carries the trace id of the request and the id of the span that called it.',
      ],
      [
        'A trace has exactly one span for each service.',
        'A service leaves a span for each request that it receives and one for each call that it makes.',
      ],
    ],
  },
  {
    id: 'propagation-why',
    ask: 'Why does a service send a traceparent header with each call?',
    right: 'a',
    choices: [
      [
        'So that the called service continues the same trace.',
        'The header carries the trace id, the id of the calling span and the sampled flag.',
      ],
      [
        'So that the called service knows where Jaeger is.',
        'The address of Jaeger is a setting of each service: OTEL_EXPORTER_OTLP_ENDPOINT.',
      ],
      [
        'So that Jaeger can time the network.',
        'Jaeger never sees the header. It only receives finished spans.',
      ],
      [
        'So that the caller is authenticated.',
        'The header has ids and a flag. It proves nothing about the caller.',
      ],
    ],
  },
  {
    id: 'two-traces',
    ask: 'One request leaves two traces: the first ends at a call, the second begins in the called service. What is broken?',
    look: 'jaeger-lab explain traceparent',
    right: 'b',
    choices: [
      [
        'Sampling',
        'Sampling drops spans or whole traces. It does not give one request two trace ids.',
      ],
      [
        'Context propagation',
        'The called service did not get, or did not read, the trace context, and began a trace of its own.',
      ],
      ['The storage', 'A storage keeps or loses spans. It does not change their trace ids.'],
      [
        'Instrumentation of the called service',
        'It is instrumented: otherwise the second trace would not exist.',
      ],
    ],
  },
  {
    id: 'bottleneck-where',
    ask: 'A request takes 800 ms. Its longest span is the root, with 800 ms. Where is the bottleneck?',
    look: 'jaeger-lab slowest',
    right: 'd',
    choices: [
      [
        'In the root: it is the longest span.',
        'The root contains all others, so it is always the longest.',
      ],
      ['In the service with the most spans.', 'Ten spans of 1 ms matter less than one of 500 ms.'],
      [
        'In the span that starts last.',
        'When a span starts does not show how long the request waited for it.',
      ],
      [
        'Where most of the critical path lies.',
        'Only work that the request waited for makes it slow. That is the critical path, and it adds up to 800 ms.',
      ],
    ],
  },
  {
    id: 'sample-rate',
    ask: 'A service gets 5000 requests per second. Which sampling do you choose for production?',
    look: 'jaeger-lab explain sampling',
    right: 'b',
    choices: [
      [
        'always_on, so that no trace is missing',
        'It is right for a lab. Here it stores millions of traces per hour that look alike.',
      ],
      [
        'parentbased_traceidratio with a small share, such as 0.01',
        'The first service decides by the trace id, all others follow, and 50 traces per second show the usual case.',
      ],
      [
        'traceidratio with a different share in each service',
        'Services that decide by themselves leave traces with holes.',
      ],
      [
        'always_off, and always_on during an outage',
        'The traces that explain how it began would be missing.',
      ],
    ],
  },
];
