import { parseDurationMs } from '../base/duration.ts';
import { KEYSPACE } from './jaeger-setup.ts';

/** Where a Jaeger process keeps traces, or looks for them. */
export interface StorageSetting {
  /** "elasticsearch", "memory" … */
  readonly kind: string;
  /** Absent for a storage inside the process. */
  readonly address?: string;
  /** What sets it: a variable, or the part of a configuration. */
  readonly set: 'SPAN_STORAGE_TYPE' | 'jaeger_storage';
  /** Index prefix or keyspace; absent where it is the lab's own: no prefix, or its keyspace. */
  readonly space?: string;
  /** What sets the space. */
  readonly spaceSet: 'ES_INDEX_PREFIX' | 'CASSANDRA_KEYSPACE' | 'jaeger_storage';
}

type Env = Readonly<Record<string, string>>;

/** @returns undefined for a process without a storage: a collector that writes into Kafka */
export function storageSetting(env: Env): StorageSetting | undefined {
  const { JAEGER_CONFIG: config } = env;
  return config === undefined ? ofJaeger1(env) : ofJaeger2(config);
}

/** Jaeger 1 looks for Cassandra on its own host where it is not given a storage. */
function ofJaeger1(env: Env): StorageSetting | undefined {
  const { SPAN_STORAGE_TYPE: kind = 'cassandra' } = env;
  if (kind === 'kafka') return undefined;
  const address = {
    elasticsearch: env['ES_SERVER_URLS'] ?? 'http://127.0.0.1:9200',
    opensearch: env['ES_SERVER_URLS'] ?? 'http://127.0.0.1:9200',
    cassandra: `${env['CASSANDRA_SERVERS'] ?? '127.0.0.1'}:${env['CASSANDRA_PORT'] ?? '9042'}`,
  }[kind];
  const spaceSet = kind === 'cassandra' ? 'CASSANDRA_KEYSPACE' : 'ES_INDEX_PREFIX';
  return {
    kind,
    ...(address !== undefined && { address }),
    ...{ set: 'SPAN_STORAGE_TYPE', ...spaceIn(env[spaceSet]), spaceSet },
  };
}

const BACKEND = /backends:\s+\S+:\s+(?<kind>[a-z]+):/;
const ADDRESS = /(?:server_urls|servers): \["(?<address>[^"]+)"/;
const SPACE = /(?:index_prefix|keyspace): "?(?<space>[\w.-]+)/;

function ofJaeger2(config: string): StorageSetting | undefined {
  const { kind } = BACKEND.exec(config)?.groups ?? {};
  if (kind === undefined) return undefined;
  const { address } = ADDRESS.exec(config)?.groups ?? {};
  return {
    kind,
    ...(address !== undefined && { address }),
    ...{ set: 'jaeger_storage', ...spaceIn(SPACE.exec(config)?.groups?.['space']) },
    spaceSet: 'jaeger_storage',
  };
}

/** How long a Jaeger process collects spans before it writes them. */
export interface StoreDelay {
  readonly ms: number;
  /** The variable, or the part of a configuration. */
  readonly set: 'ES_BULK_FLUSH_INTERVAL' | 'batch.timeout';
}

/** @returns undefined where it is not set, and is short then */
export function storeDelay(env: Env): StoreDelay | undefined {
  const { JAEGER_CONFIG: config = '', ES_BULK_FLUSH_INTERVAL: interval } = env;
  const timeout = /\bbatch:\s*\{?\s*timeout: (?<timeout>[\w.]+)/.exec(config)?.groups?.['timeout'];
  const ms = parseDurationMs(interval ?? timeout ?? '');
  return ms === undefined
    ? undefined
    : { ms, set: interval === undefined ? 'batch.timeout' : 'ES_BULK_FLUSH_INTERVAL' };
}

const spaceIn = (space = ''): Pick<StorageSetting, 'space'> =>
  space === '' || space === KEYSPACE ? {} : { space };
