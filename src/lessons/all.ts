import type { CauseName } from '../model/cause.ts';
import { REQUEST } from './by-hand/files.ts';
import type { Lesson } from './lesson.ts';

/** The steps of the tutorial. */
const STEPS: readonly Lesson[] = [
  {
    id: 'deploy',
    title: 'Deploy Jaeger and three services',
    why: 'Jaeger stores traces: each is the story of one request through all services. The lab starts it with gateway, which calls validator and enricher.',
    // Whatever starts the lab of a lesson is printed before its own commands.
    type: [],
    scenario: 'tutorial',
    hints: [
      'The command waits until every component answers. A lab of another scenario goes first: jaeger-lab down',
      'jaeger-lab up',
    ],
    goal: { kind: 'up', scenario: 'tutorial' },
  },
  {
    id: 'instrument',
    title: 'Instrument services by hand',
    why: 'A span is one piece of work in a trace. A service leaves spans only when a tracing SDK is loaded before its code. Write three services without tracing into a folder, add tracing to them, start them in a second terminal, and send a request. Needs npm, or Python with --language python.',
    type: [
      'jaeger-lab learn instrument --folder ./shop',
      'cd shop && npm install && npm start',
      REQUEST,
    ],
    hints: [
      'A file tracing.cjs starts the SDK: NodeSDK with getNodeAutoInstrumentations(). start.cjs has a place to load it.',
      'Settings: OTEL_EXPORTER_OTLP_ENDPOINT for all, and OTEL_SERVICE_NAME=shop-gateway (shop-validator, shop-enricher) for each. In Python: which line of tracing.py uses SERVICE_NAME?',
      'jaeger-lab learn instrument --folder ./shop --apply',
    ],
    goal: { kind: 'own-services' },
  },
  {
    id: 'traffic',
    title: 'Generate traffic',
    why: 'Traces need requests. load sends 50 of them to gateway, a run, and waits until their traces can be read in Jaeger.',
    type: ['jaeger-lab load --n 50'],
    scenario: 'tutorial',
    hints: ['All 50 requests must belong to one run.', 'jaeger-lab load --n 50'],
    goal: { kind: 'traces', atLeast: 50 },
  },
  {
    id: 'search',
    title: 'Search traces',
    why: 'Jaeger finds traces by service, operation, tags and duration. List those of your last run: how many spans does each of them have?',
    type: ['jaeger-lab traces', 'jaeger-lab learn --answer NUMBER'],
    hints: ['The column "spans" shows it.', 'One span per service, and one per call.'],
    goal: { kind: 'answer', to: 'spans-of-a-trace' },
  },
  {
    id: 'waterfall',
    title: 'Read a waterfall',
    why: 'A waterfall draws each span as a bar over time, indented below the span that called it. Which service received the request first?',
    type: ['jaeger-lab trace latest', 'jaeger-lab learn --answer SERVICE'],
    hints: ['It is the topmost row.', 'It calls the two others.'],
    goal: { kind: 'answer', to: 'first-service' },
  },
  {
    id: 'bottleneck',
    title: 'Find the bottleneck',
    why: 'The critical path is the chain of work that the request had to wait for. The service with the largest share of it is the bottleneck: only there does it help to be faster. Which one is it?',
    type: ['jaeger-lab slowest', 'jaeger-lab learn --answer SERVICE'],
    hints: ['The longest bar.', 'The first row under "Where the time goes".'],
    goal: { kind: 'answer', to: 'slowest-service' },
  },
  {
    id: 'compare',
    title: 'Compare slow with normal traces',
    why: 'One request in five gets a delay in one service. Compare the slow requests with the normal ones: which service makes the difference?',
    type: [
      'jaeger-lab load --n 40 --fault validator:delay=1s@20%',
      'jaeger-lab compare --fault-vs-normal',
      'jaeger-lab learn --answer SERVICE',
    ],
    scenario: 'tutorial',
    hints: ['The first sentence of compare names it.', 'The fault that load planted names it too.'],
    goal: { kind: 'answer', to: 'faulty-service' },
  },
  {
    id: 'dependencies',
    title: 'See the dependencies',
    why: 'The spans of many traces together show which service calls which. How many services does gateway call?',
    type: ['jaeger-lab deps', 'jaeger-lab learn --answer NUMBER'],
    scenario: 'tutorial',
    hints: [
      'Each row is one caller and the service that it calls, its callee.',
      'Count the rows that begin with gateway.',
    ],
    goal: { kind: 'answer', to: 'called-services' },
  },
  {
    id: 'production',
    title: 'Move to a storage that keeps traces',
    why: 'A Jaeger with its traces in memory loses them when it restarts. With a storage they outlive it. Badger is one inside the Jaeger process; clusters use Elasticsearch, OpenSearch or Cassandra. Needs Docker, or a Jaeger on PATH; without both, leave the lesson out with --skip.',
    type: [
      'jaeger-lab up --storage badger --yes',
      'jaeger-lab load --n 10',
      'jaeger-lab down',
      'jaeger-lab up --storage badger',
    ],
    hints: [
      'The first command leaves the services as they are; only Jaeger is recreated.',
      'down without --volumes keeps the files of Badger. See what a restart left: jaeger-lab traces',
      'jaeger-lab load --n 10, then jaeger-lab down, then jaeger-lab up --storage badger',
    ],
    goal: { kind: 'storage' },
  },
];

const error = (cause: CauseName, title: string, why: string, hint: string): Lesson => ({
  id: cause,
  title,
  why: `${why} Look for the error that doctor ends with.`,
  type: [
    `jaeger-lab break ${cause}`,
    'jaeger-lab load --n 5',
    'jaeger-lab doctor',
    'jaeger-lab fix',
  ],
  hints: [hint, 'Type the command after "fix" in the output of doctor.', 'jaeger-lab fix'],
  goal: { kind: 'fixed', cause },
});

/** One for each of the usual errors. */
const ERRORS: readonly Lesson[] = [
  error(
    'endpoint',
    'Error: the OTLP endpoint cannot be reached',
    'OTLP is the protocol that carries spans to Jaeger. If the address is wrong, the service works, and its spans are dropped.',
    'OTEL_EXPORTER_OTLP_ENDPOINT holds the address.',
  ),
  error(
    'propagation',
    'Error: the trace context is not passed on',
    'Each call carries the trace id in a header, traceparent. A service that does not send or read it begins a trace of its own: one request leaves several traces.',
    'OTEL_PROPAGATORS and the instrumentation of the HTTP client decide about the header.',
  ),
  error(
    'index-delay',
    'Error: traces that appear late',
    'Spans wait in the service until a batch is sent, and in a storage until they are indexed. Until then the list of services is empty, although everything works.',
    'OTEL_BSP_SCHEDULE_DELAY is the longest time that a span waits in the service.',
  ),
  error(
    'uninstrumented',
    'Error: a service that is not instrumented',
    'Without an SDK a called service leaves no spans anywhere: the call ends at its caller, and the service is missing in the whole list.',
    'doctor asks each service by itself and names the one without spans.',
  ),
  error(
    'sampling',
    'Error: sampling that was not intended',
    'A sampler decides which requests are traced. The first service decides, and all others should follow: parentbased_ samplers do.',
    'OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG choose the sampler.',
  ),
  error(
    'disabled',
    'Error: OTLP or the SDK is disabled',
    'One variable is enough to send no spans at all, and nothing in the log complains.',
    'OTEL_TRACES_EXPORTER and OTEL_SDK_DISABLED can do it.',
  ),
  error(
    'protocol',
    'Error: gRPC and HTTP mixed up',
    'OTLP has two forms with a port each: gRPC on 4317, HTTP on 4318. A client of one form gets only errors at the port of the other.',
    'OTEL_EXPORTER_OTLP_PROTOCOL must fit the port of the endpoint.',
  ),
  error(
    'service-name',
    'Error: a missing service.name',
    'Jaeger lists spans by service.name. The SDK reads it from OTEL_SERVICE_NAME; other variables, such as SERVICE_NAME, have no effect.',
    'Look at the list of services: one name does not belong there.',
  ),
];

/** Patterns that a whole trace shows, and what is left of the tutorial. */
const BEYOND: readonly Lesson[] = [
  error(
    'n-plus-one',
    'Pattern: N+1',
    'A service asks another for many things one by one, and waits each time. Each call is short; the request is not. Find the service that does it.',
    'jaeger-lab trace latest shows the calls below each other.',
  ),
  error(
    'retry-storm',
    'Pattern: a retry storm',
    'A service gives up its calls before they are answered, and repeats them at once. The called service gets several times the work.',
    'Failed calls to the same address, one after the other, below one span.',
  ),
  error(
    'clock',
    'Pattern: clocks that disagree',
    'Each machine stamps its own spans. If its clock is wrong, its spans seem to lie outside of the calls that caused them.',
    'jaeger-lab trace latest --raw-clocks shows the times as they arrived.',
  ),
  {
    id: 'monitor',
    title: 'Error: an empty Monitor tab',
    why: 'Jaeger counts spans, Prometheus collects the counters, and the Monitor tab of Jaeger UI draws them. One broken link leaves it empty beside healthy traces. Look for the error that doctor ends with. Needs Docker; without it, leave the lesson out with --skip.',
    type: [
      'jaeger-lab up --with prometheus --yes',
      'jaeger-lab load --n 20',
      'jaeger-lab break monitor',
      'jaeger-lab doctor',
      'jaeger-lab fix',
    ],
    hints: [
      'Follow a counter: who counts, who collects, who asks?',
      'Type the command after "fix" in the output of doctor.',
      'jaeger-lab fix',
    ],
    goal: { kind: 'fixed', cause: 'monitor' },
  },
  {
    id: 'sampling-share',
    title: 'Keep a part of the traces',
    why: 'Busy systems keep only some traces. A sampler in the first service decides by chance, before the request is served, and the other services follow: a trace is kept whole, or not at all. Trace one request in four: how many of 100 are sampled?',
    type: [
      'jaeger-lab up --sampling 25% --yes',
      'jaeger-lab load --n 100',
      'jaeger-lab verify',
      'jaeger-lab learn --answer NUMBER',
    ],
    hints: [
      'verify prints how many were sampled, and between which numbers chance leaves them: about 25, seldom 25.',
      'The requests that were not sampled are not lost; 100 less their number is the answer.',
      'Type the number of sampled requests that verify prints. Sample all again: jaeger-lab up --yes',
    ],
    goal: { kind: 'answer', to: 'sampled-requests' },
  },
  {
    id: 'unknown-system',
    title: 'Read an unknown system',
    why: 'You join a team that runs services you have never seen; their graph and one trace are enough to begin. Replace the lab by another system, and name the service that all others wait for: it calls no other.',
    scenario: 'checkout',
    type: ['jaeger-lab load --n 20', 'jaeger-lab deps', 'jaeger-lab learn --answer SERVICE'],
    hints: [
      'The last callee in the chain of deps.',
      'It is the lowest row of: jaeger-lab trace latest',
      'It takes the payment.',
    ],
    goal: { kind: 'answer', to: 'last-service' },
  },
  {
    id: 'challenge',
    title: 'Challenge: prove the bottleneck',
    why: 'One request in five gets two seconds more in one service. Prove by comparing 40 traces which service it is, as you would have to in an outage.',
    type: [
      'jaeger-lab load --n 40 --concurrency 8 --fault payment:delay=2s@20%',
      'jaeger-lab verify',
      'jaeger-lab compare --fault-vs-normal',
      'jaeger-lab learn --answer SERVICE',
    ],
    scenario: 'checkout',
    hints: [
      'verify shows that no trace is missing, so that the comparison counts.',
      'The first sentence of compare names the service.',
      'See the whole proof, with 200 requests: jaeger-lab challenge',
    ],
    goal: { kind: 'answer', to: 'faulty-service' },
  },
];

/** In the order in which they are offered. */
export const lessons: readonly Lesson[] = [...STEPS, ...ERRORS, ...BEYOND];
