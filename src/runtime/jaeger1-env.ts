import { type JaegerSetup, receives, KEYSPACE, SERVER_PORTS, TOPIC } from './jaeger-setup.ts';
import { storageAt } from './jaeger2-storage.ts';
import { strategiesUrl } from './jaeger2-sampling.ts';
import type { AddressOf } from './runtime.ts';

type Env = Readonly<Record<string, string>>;

/**
 * The environment of one Jaeger 1 process. A collector or query without SPAN_STORAGE_TYPE would look for Cassandra and
 * end.
 */
export function jaeger1Env(setup: JaegerSetup, reach: AddressOf, badgerFolder: string): Env {
  return {
    ...(receives(setup) && { COLLECTOR_OTLP_ENABLED: 'true' }),
    ...(receives(setup) &&
      setup.sampling?.kind === 'remote' && {
        SAMPLING_STRATEGIES_FILE: strategiesUrl(reach),
        SAMPLING_STRATEGIES_RELOAD_INTERVAL: '1s',
      }),
    ...(setup.metrics && setup.metricsFlaw !== 'unasked' && metricsEnv(setup, reach)),
    ...storageEnv(setup, reach, badgerFolder),
  };
}

/** The names that the connector of Jaeger 2 gives its metrics: 1.57 looks for others without these settings. */
const metricsEnv = ({ metricsFlaw }: JaegerSetup, reach: AddressOf): Env => ({
  METRICS_STORAGE_TYPE: 'prometheus',
  PROMETHEUS_SERVER_URL: `http://${reach('prometheus', SERVER_PORTS.prometheus.name)}`,
  ...(metricsFlaw !== 'misnamed' && {
    PROMETHEUS_QUERY_NAMESPACE: 'traces_span_metrics',
    PROMETHEUS_QUERY_NORMALIZE_CALLS: 'true',
    PROMETHEUS_QUERY_NORMALIZE_DURATION: 'true',
  }),
});

function storageEnv(setup: JaegerSetup, reach: AddressOf, badgerFolder: string): Env {
  const brokers = (): string => reach('kafka', SERVER_PORTS.kafka.name);
  if (setup.role === 'collector' && setup.buffer) {
    return {
      SPAN_STORAGE_TYPE: 'kafka',
      KAFKA_PRODUCER_BROKERS: brokers(),
      KAFKA_PRODUCER_TOPIC: TOPIC,
    };
  }
  const store = STORES[setup.storage](setup, reach, badgerFolder);
  if (setup.role !== 'ingester') return store;
  return { ...store, KAFKA_CONSUMER_BROKERS: brokers(), KAFKA_CONSUMER_TOPIC: TOPIC };
}

type Store = (setup: JaegerSetup, reach: AddressOf, badgerFolder: string) => Env;

const search: Store = (setup, reach) => ({
  SPAN_STORAGE_TYPE: setup.storage,
  ES_SERVER_URLS: storageAt(setup, reach),
  // A single node cannot hold copies: its health would stay yellow.
  ES_NUM_SHARDS: '1',
  ES_NUM_REPLICAS: '0',
  ...(setup.storeAfterMs !== undefined && { ES_BULK_FLUSH_INTERVAL: `${setup.storeAfterMs}ms` }),
});

const STORES: Readonly<Record<JaegerSetup['storage'], Store>> = {
  // What an all-in-one takes anyway; the others take Cassandra.
  memory: ({ role }) => (role === 'all-in-one' ? {} : { SPAN_STORAGE_TYPE: 'memory' }),
  badger: (_, __, folder) => ({
    SPAN_STORAGE_TYPE: 'badger',
    BADGER_EPHEMERAL: 'false',
    BADGER_DIRECTORY_KEY: `${folder}/keys`,
    BADGER_DIRECTORY_VALUE: `${folder}/values`,
  }),
  // Refused before: it has none.
  clickhouse: () => ({}),
  elasticsearch: search,
  opensearch: search,
  cassandra: (setup, reach) => {
    const [host = '', port = ''] = storageAt(setup, reach).split(':');
    return {
      SPAN_STORAGE_TYPE: 'cassandra',
      CASSANDRA_SERVERS: host,
      ...(port !== '' && { CASSANDRA_PORT: port }),
      CASSANDRA_KEYSPACE: KEYSPACE,
    };
  },
};
