import { type JaegerSetup, KEYSPACE, SERVER_PORTS } from './jaeger-setup.ts';
import type { AddressOf } from './runtime.ts';

/** What the settings of a storage need to know of the machine. */
export interface StoragePlace {
  /** How a Jaeger process reaches the other components. */
  readonly reach: AddressOf;
  /** The folder of Badger's files. */
  readonly badgerFolder: string;
  /** Such as "2.13.0": some keys differ between releases. */
  readonly version: string;
}

export const minorOf = (version: string): number => Number(version.split('.')[1] ?? 0);

export const isCandidate = (version: string): boolean => version.includes('-rc');

/** The extension that writes and reads spans. */
export function jaegerStorage(setup: JaegerSetup, place: StoragePlace): string {
  return `  jaeger_storage:
    backends:
      main:
${BACKENDS[setup.storage](setup, place)}${setup.metrics ? metricBackend(setup, place) : ''}`;
}

/** Both names are those that the connector gives its metrics: others make the known empty Monitor tab. */
const metricBackend = (
  { metricsFlaw }: JaegerSetup,
  { reach }: StoragePlace,
): string => `    metric_backends:
      measured:
        prometheus:
          endpoint: "http://${reach('prometheus', SERVER_PORTS.prometheus.name)}"
          normalize_calls: ${metricsFlaw !== 'misnamed'}
          normalize_duration: ${metricsFlaw !== 'misnamed'}
`;

type Backend = (setup: JaegerSetup, place: StoragePlace) => string;

/** One shard without a copy: a single node cannot hold copies, and its health would stay yellow. */
const search: Backend = (setup, place) => {
  const indices = ['spans', 'services', 'dependencies', 'sampling'];
  const one = isCandidate(place.version)
    ? ['num_shards: 1', 'num_replicas: 0']
    : ['indices:', ...indices.map((name) => `  ${name}: { shards: 1, replicas: 0 }`)];
  return [`${setup.storage}:`, `  server_urls: ["${storageAt(setup, place.reach)}"]`]
    .concat(one.map((line) => `  ${line}`))
    .map((line) => `        ${line}\n`)
    .join('');
};

const cassandra: Backend = (setup, place) => {
  // The release candidate has no `create`.
  const create = isCandidate(place.version) ? '' : ', create: true, replication_factor: 1';
  return `        cassandra:
          schema: { keyspace: ${KEYSPACE}${create} }
          connection: { servers: ["${storageAt(setup, place.reach)}"], tls: { insecure: true } }
`;
};

const BACKENDS: Readonly<Record<JaegerSetup['storage'], Backend>> = {
  memory: () => '        memory: { max_traces: 100000 }\n',
  badger: (_, { badgerFolder }) => `        badger:
          ephemeral: false
          directories: { keys: ${badgerFolder}/keys, values: ${badgerFolder}/values }
`,
  elasticsearch: search,
  opensearch: search,
  cassandra,
  clickhouse: (setup, { reach }) => `        clickhouse:
          addresses: ["${storageAt(setup, reach)}"]
          database: jaeger
          auth: { basic: { username: default, password: "" } }
          create_schema: true
`,
};

/** What Jaeger connects to: a URL for Elasticsearch and OpenSearch, host:port for Cassandra. */
export function storageAt({ storage: kind, storageUrl }: JaegerSetup, reach: AddressOf): string {
  if (storageUrl !== undefined) return storageUrl;
  if (kind === 'memory' || kind === 'badger' || kind === 'clickhouse')
    throw new TypeError(`${kind} has no address`);
  const address = reach(kind, SERVER_PORTS[kind].name);
  return kind === 'cassandra' ? address : `http://${address}`;
}

/** What 2.20 wants besides for ClickHouse, as its documentation says; older versions do not know this gate. */
export const gatesOf = ({ storage: kind }: JaegerSetup, version: string): string[] =>
  kind === 'clickhouse' && minorOf(version) >= 20 ? ['--feature-gates=storage.clickhouse'] : [];
