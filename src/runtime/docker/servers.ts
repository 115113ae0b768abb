import type { ServerKind } from '../jaeger-setup.ts';
import type { AddressOf } from '../runtime.ts';

/** How a server's upstream image is run as a single node. */
export interface ServerImage {
  readonly image: string;
  /** Where it keeps its data, unless the image declares a volume; absent where it keeps none. */
  readonly data?: string;
  readonly env: (reach: AddressOf) => Readonly<Record<string, string>>;
  /** Instead of the image's own command: a script of its shell. */
  readonly script?: string;
}

const HEAP = '-Xms512m -Xmx512m';

export const SERVERS: Readonly<Record<ServerKind, ServerImage>> = {
  elasticsearch: {
    image: 'docker.elastic.co/elasticsearch/elasticsearch:8.13.0',
    data: '/usr/share/elasticsearch/data',
    env: () => ({
      'discovery.type': 'single-node',
      'xpack.security.enabled': 'false',
      ES_JAVA_OPTS: HEAP,
    }),
  },
  opensearch: {
    image: 'opensearchproject/opensearch:2.18.0',
    data: '/usr/share/opensearch/data',
    env: () => ({
      'discovery.type': 'single-node',
      DISABLE_SECURITY_PLUGIN: 'true',
      DISABLE_INSTALL_DEMO_CONFIG: 'true',
      OPENSEARCH_JAVA_OPTS: HEAP,
    }),
  },
  cassandra: {
    image: 'cassandra:5.0',
    data: '/var/lib/cassandra',
    env: () => ({ MAX_HEAP_SIZE: '384M', HEAP_NEWSIZE: '100M' }),
  },
  kafka: {
    image: 'apache/kafka:3.9.1',
    data: '/var/lib/kafka/data',
    env: (reach) => ({
      KAFKA_HEAP_OPTS: '-Xms256m -Xmx256m',
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${reach('kafka', 'kafka')}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    }),
  },
  zipkin: {
    image: 'openzipkin/zipkin:3.4.4',
    env: () => ({ JAVA_OPTS: '-Xms64m -Xmx256m' }),
  },
  prometheus: {
    image: 'prom/prometheus:v2.55.1',
    env: () => ({}),
    // It takes its configuration from a file only, and the component names what is in it.
    script: `echo "$CONFIG" > /tmp/prometheus.yml
exec prometheus --config.file=/tmp/prometheus.yml --storage.tsdb.path=/tmp/prometheus`,
  },
  victorialogs: {
    image: 'victoriametrics/victoria-logs:v1.52.1',
    env: () => ({}),
    // It takes no settings from the environment unless an argument allows it.
    script:
      'exec /victoria-logs-prod -storageDataPath=/tmp/logs -retention.maxDiskSpaceUsageBytes=128MiB',
  },
};
