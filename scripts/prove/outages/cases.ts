/** One component that is stopped in mid-load, in one deployment. */
export interface OutageCase {
  /** As `npm run prove -- outages NAME` selects it. */
  readonly name: string;
  readonly about: string;
  /** Arguments of `up`. */
  readonly args: readonly string[];
  readonly component: string;
  readonly forMs: number;
  /** Requests. */
  readonly perSecond: number;
}

const V1 = ['--production', '--jaeger', '1.57'];
const V2 = ['--production', '--jaeger', '2.13.0'];
const KAFKA = ['--buffer', 'kafka'];

const case_ = (
  name: string,
  about: string,
  args: readonly string[],
  component: string,
  more: Partial<OutageCase> = {},
): OutageCase => ({ name, about, args, component, forMs: 8_000, perSecond: 20, ...more });

/** Long enough to fill what the collector holds back. */
const LONG = { forMs: 30_000, perSecond: 50 };

/** The SDK tries again over HTTP, until the timeout of an export; not over gRPC. */
const OVER_HTTP = [
  'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
  'OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318',
  'OTEL_EXPORTER_OTLP_TIMEOUT=25000',
].flatMap((setting) => ['--env', `*.${setting}`]);

export const OUTAGES: readonly OutageCase[] = [
  case_('storage-2', 'Elasticsearch, 2.13', V2, 'elasticsearch'),
  case_('collector-2', 'collector, 2.13', V2, 'collector'),
  case_('collector-2-http', 'collector, 2.13, OTLP over HTTP', [...V2, ...OVER_HTTP], 'collector'),
  case_('query-2', 'query, 2.13', V2, 'query'),
  case_('storage-1', 'Elasticsearch, 1.57', V1, 'elasticsearch'),
  case_('collector-1', 'collector, 1.57', V1, 'collector'),
  case_('kafka-2', 'Kafka, 2.13', [...V2, ...KAFKA], 'kafka', LONG),
  case_('ingester-2', 'ingester, 2.13', [...V2, ...KAFKA], 'ingester', LONG),
  case_('storage-kafka-2', 'Elasticsearch behind Kafka, 2.13', [...V2, ...KAFKA], 'elasticsearch'),
  case_('kafka-1', 'Kafka, 1.57', [...V1, ...KAFKA], 'kafka', LONG),
  case_('ingester-1', 'ingester, 1.57', [...V1, ...KAFKA], 'ingester', LONG),
  case_('storage-kafka-1', 'Elasticsearch behind Kafka, 1.57', [...V1, ...KAFKA], 'elasticsearch'),
];
