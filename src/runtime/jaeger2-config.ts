import {
  ALL_IN_ONE,
  type JaegerSetup,
  receives,
  SERVER_PORTS,
  TOPIC,
  usesStorage,
} from './jaeger-setup.ts';
import { samplingExtension, samplingProcessor } from './jaeger2-sampling.ts';
import { isCandidate, jaegerStorage, minorOf, type StoragePlace } from './jaeger2-storage.ts';
import type { AddressOf } from './runtime.ts';

/** What each endpoint of Jaeger 2 listens on: "0.0.0.0:4317". */
export type Endpoint = (
  port:
    | 'health'
    | 'query'
    | 'query-grpc'
    | 'otlp-grpc'
    | 'otlp-http'
    | 'sampling'
    | 'sampling-grpc'
    | 'span-metrics',
) => string;

/** Where one Jaeger process is, and what it needs to know of the machine. */
export interface Jaeger2Place extends StoragePlace {
  readonly at: Endpoint;
}

/** Without others: all in one, in memory. */
const ALONE = { reach: () => '', badgerFolder: '', version: '2.20.0' };

/**
 * One text for all of 2.x. Jaeger 2 listens on localhost by default, so every endpoint is spelled out;
 * there is no telemetry block because its form differs between releases.
 */
export function jaeger2Config(
  place: Pick<Jaeger2Place, 'at'> & Partial<Jaeger2Place>,
  setup: JaegerSetup = ALL_IN_ONE,
): string {
  const whole: Jaeger2Place = { ...ALONE, ...place };
  const flow = flowOf(setup, whole);
  const extensions = extensionsOf(setup, whole);
  return `service:
  extensions: [${Object.keys(extensions).join(', ')}]
  pipelines:
    traces:
      receivers: [${flow.receiver.name}]
${flow.processors ? `      processors: [${Object.keys(flow.processors).join(', ')}]\n` : ''}      exporters: [${flow.exporter.name}${makesMetrics(setup) ? `, spanmetrics]\n${METRICS_PIPELINE}` : ']\n'}extensions:
${Object.values(extensions).toReversed().join('')}receivers:
${flow.receiver.text}${flow.processors ? `processors:\n${Object.values(flow.processors).join('')}` : ''}exporters:
${flow.exporter.text}${makesMetrics(setup) ? metricsParts(place, setup) : ''}`;
}

/** In the order that the service names them; their texts follow the other way round, the shortest first. */
function extensionsOf(setup: JaegerSetup, place: Jaeger2Place): Record<string, string> {
  const { at } = place;
  const needsStorage = usesStorage(setup);
  const answers = setup.role === 'all-in-one' || setup.role === 'query';
  return {
    ...(needsStorage && { jaeger_storage: jaegerStorage(setup, place) }),
    ...(answers && {
      jaeger_query: `  jaeger_query:
    storage: { traces: main${asksForMetrics(setup) ? ', metrics: measured' : ''} }
    http: { endpoint: "${at('query')}" }
    grpc: { endpoint: "${at('query-grpc')}" }
`,
    }),
    ...samplingExtension(setup, place),
    healthcheckv2: `  healthcheckv2:
    use_v2: true
    http: { endpoint: "${at('health')}" }
`,
  };
}

/** Whether it counts the spans that it receives. */
const makesMetrics = (setup: JaegerSetup): boolean =>
  setup.metrics !== undefined && setup.metricsFlaw !== 'uncounted' && receives(setup);

const asksForMetrics = ({ metrics, metricsFlaw }: JaegerSetup): boolean =>
  metrics !== undefined && metricsFlaw !== 'unasked';

const METRICS_PIPELINE = `    metrics/spanmetrics:
      receivers: [spanmetrics]
      exporters: [prometheus]
`;

/** Flushed as often as they are read: the default of 60 s would leave the Monitor tab empty for as long. */
const metricsParts = (
  { at }: Pick<Jaeger2Place, 'at'>,
  { metricsFlaw }: JaegerSetup,
): string => `  prometheus: { endpoint: "${at('span-metrics')}" }
connectors:
  spanmetrics: { metrics_flush_interval: ${metricsFlaw === 'unflushed' ? '10m' : '2s'} }
`;

interface Part {
  readonly name: string;
  readonly text: string;
}

interface Flow {
  readonly receiver: Part;
  readonly exporter: Part;
  /** Their texts by name, in order. */
  readonly processors?: Readonly<Record<string, string>> | undefined;
}

function flowOf(setup: JaegerSetup, place: Jaeger2Place): Flow {
  if (setup.role === 'query' && !isCandidate(place.version))
    return { receiver: NOTHING, exporter: NOTHING };
  return {
    receiver: setup.role === 'ingester' ? fromKafka(place) : otlp(setup, place),
    exporter: exporterOf(setup, place),
    processors: processorsOf(setup),
  };
}

function exporterOf({ role, buffer, forwardsTo }: JaegerSetup, place: Jaeger2Place): Part {
  if (forwardsTo !== undefined) return toJaeger(place.reach(forwardsTo, 'otlp-grpc'));
  return role === 'collector' && buffer !== undefined ? intoKafka(place) : INTO_STORAGE;
}

const BATCH_MS = 100;

/** @returns undefined for a Jaeger without any */
function processorsOf(setup: JaegerSetup): Readonly<Record<string, string>> | undefined {
  const all = {
    ...samplingProcessor(setup),
    ...(!writesOneByOne(setup) && {
      batch: `  batch: { timeout: ${setup.storeAfterMs ?? BATCH_MS}ms }\n`,
    }),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

/**
 * Jaeger writes the spans of a request to Cassandra one by one, some thirty rows each, and a batch processor has one
 * request at a time: 25 spans/s (measured). Without it each sender's requests are written beside those of the others.
 */
const writesOneByOne = ({ role, storage, buffer, sampling, storeAfterMs }: JaegerSetup): boolean =>
  storage === 'cassandra' &&
  role !== 'ingester' &&
  buffer === undefined &&
  storeAfterMs === undefined &&
  sampling?.kind !== 'tail';

/** A collector without a pipeline does not start. */
const NOTHING: Part = { name: 'nop', text: '  nop: {}\n' };

const INTO_STORAGE: Part = {
  name: 'jaeger_storage_exporter',
  text: '  jaeger_storage_exporter: { trace_storage: main }\n',
};

const toJaeger = (endpoint: string): Part => ({
  name: 'otlp',
  text: `  otlp: { endpoint: "${endpoint}", tls: { insecure: true } }\n`,
});

/** The release candidate of 2.0 has no `nop`: its query has a receiver that gets no spans. */
function otlp({ role }: JaegerSetup, { at }: Jaeger2Place): Part {
  const endpoint = (port: 'otlp-grpc' | 'otlp-http'): string =>
    role === 'query' ? '127.0.0.1:0' : at(port);
  return {
    name: 'otlp',
    text: `  otlp:
    protocols:
      grpc: { endpoint: "${endpoint('otlp-grpc')}" }
      http: { endpoint: "${endpoint('otlp-http')}" }
`,
  };
}

const intoKafka = ({ reach, version }: Jaeger2Place): Part => ({
  name: 'kafka',
  text: kafka(
    reach,
    isCandidate(version)
      ? [`topic: ${TOPIC}`, 'encoding: otlp_proto']
      : [`traces: { topic: ${TOPIC}, encoding: otlp_proto }`],
  ),
});

/** The default offset is the latest: spans that came before the first start would be lost for good. */
const fromKafka = ({ reach, version }: Jaeger2Place): Part => ({
  name: 'kafka',
  text: kafka(reach, [
    'group_id: jaeger-ingester',
    'initial_offset: earliest',
    ...(isCandidate(version)
      ? [`topic: ${TOPIC}`, 'encoding: otlp_proto']
      : [`traces: { ${topicKey(version)}, encoding: otlp_proto }`]),
  ]),
});

const kafka = (reach: AddressOf, lines: readonly string[]): string =>
  ['  kafka:', `brokers: ["${reach('kafka', SERVER_PORTS.kafka.name)}"]`, ...lines].join('\n    ') +
  '\n';

/**
 * Run with 2.13 (one topic) and 2.20 (a list of them); each refuses the key of the other. The receiver of these versions
 * took the list from 0.142 on and refuses the single topic since 0.147: 2.14 has 0.142 at most, 2.15 has 0.142 at least.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/pull/44575
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/pull/46232
 */
const topicKey = (version: string): string =>
  minorOf(version) < 15 ? `topic: ${TOPIC}` : `topics: [${TOPIC}]`;
