/** What a line of a log or an answer says about the storage or the buffer. */
export interface StorageFailure {
  /** One sentence: what is wrong with what. */
  readonly sentence: string;
  /** What to do about it. */
  readonly hint: string;
}

type Rule = readonly [
  pattern: RegExp,
  explain: (groups: Readonly<Record<string, string>>) => StorageFailure,
];

const VERSION =
  'leave ES_VERSION (Jaeger 1) or version (Jaeger 2) out: Jaeger then asks the server';
/** What ends a full disk of Elasticsearch. */
export const DISK =
  'free disk space; Elasticsearch 7.4 and newer writes again by itself, an index with read_only needs: PUT /_all/_settings {"index.blocks.read_only":null}';
/** What ends a red cluster. */
export const RED =
  'GET /_cluster/allocation/explain shows why; delete the index if its data may go';
const KAFKA =
  'start Kafka before the collector and the ingester, and check the address that it advertises';
const MEMORY = 'give Docker more memory, or the server a heap that fits: -Xms and -Xmx';

/** The first that matches explains; texts as Jaeger 1.57, Jaeger 2.13 and the servers write them. */
const RULES: readonly Rule[] = [
  [
    /unknown storage type (?<type>\S*?)\. Valid types are \[(?<valid>[^\]]*)\]/,
    ({ type = '', valid = '' }) => ({
      sentence: `SPAN_STORAGE_TYPE=${type} is not a storage that Jaeger has`,
      hint: `set it to one of ${valid.split(' ').join(', ')}`,
    }),
  ],
  [
    /unable to connect to initial hosts: dial tcp (?<at>127\.0\.0\.1:9042|\[::1\]:9042): /,
    ({ at = '' }) => ({
      sentence: `it tried Cassandra at ${at}, as Jaeger 1 does when SPAN_STORAGE_TYPE is not set`,
      hint: 'set SPAN_STORAGE_TYPE, e.g. elasticsearch, on the collector and on the query alike',
    }),
  ],
  [
    /health check timeout: Head "http:\/\/(?<at>(?:127\.0\.0\.1|localhost|\[::1\]):9200)"/,
    ({ at = '' }) => ({
      sentence: `it tried Elasticsearch at ${at}, as Jaeger does when it is given no address`,
      hint: 'set ES_SERVER_URLS (Jaeger 1) or server_urls (Jaeger 2) on the collector and on the query alike',
    }),
  ],
  [
    /health check timeout: Head "(?<url>[^"]+)": (?:.*: )?(?<why>[^:]+): no Elasticsearch node/,
    ({ url = '', why = '' }) => ({
      sentence: `Elasticsearch at ${url} cannot be reached: ${why}`,
      hint: 'start it first and wait for its health, or correct the address; a collector ends when it cannot reach it',
    }),
  ],
  [
    /the client noticed that the server is not Elasticsearch|\[index_template\] template doesn't support/,
    () => ({
      sentence:
        'Jaeger was given a version of Elasticsearch that this server does not have: it refused the index template',
      hint: VERSION,
    }),
  ],
  [
    /failed to create template "?(?<name>[\w-]+)"?: (?:elastic: Error [^:]*: |error creating index template [^:]*: )?(?<why>.*?)(?: \[type=\w+\])?(?:"|$)/,
    ({ name = '', why = '' }) => ({
      sentence: `the storage refused the index template ${name}: ${why}`,
      hint: VERSION,
    }),
  ],
  [
    /Keyspace '?(?<keyspace>[\w-]+)'? does not exist/i,
    ({ keyspace = '' }) => ({
      sentence: `Cassandra has no keyspace ${keyspace}`,
      hint: "let Jaeger 2 create it (schema.create: true), or run Jaeger's schema script before Jaeger 1",
    }),
  ],
  [
    /gocql: unable to create session: (?:unable to connect to initial hosts: dial tcp (?<at>\S+): connect: (?<why>.*?)(?:"|$)|failed to resolve any of the provided hostnames)/,
    ({ at, why }) => ({
      sentence:
        at === undefined
          ? 'the name of the Cassandra server does not resolve'
          : `Cassandra at ${at} cannot be reached: ${why ?? ''}`,
      hint: 'start it first and wait until it accepts CQL, or correct the address',
    }),
  ],
  [
    /run out of available brokers(?: to talk to)?(?:: dial tcp:? (?<why>[^"\\]*))?/,
    ({ why = '' }) => ({
      sentence: `Kafka is not ready or cannot be reached${why === '' ? '' : `: ${why.trim()}`}`,
      hint: KAFKA,
    }),
  ],
  [
    /flood stage disk watermark \[(?<mark>[^\]]+)\] exceeded .*?free: (?<free>\S+?),/,
    ({ mark = '', free = '' }) => ({
      sentence: `the disk is fuller than ${mark} (free: ${free.replace('[', ' = ').replace(']', '')}): Elasticsearch made its indices read-only`,
      hint: DISK,
    }),
  ],
  [
    /disk usage exceeded flood-stage watermark|FORBIDDEN\/\d+\/index read-only/,
    () => ({
      sentence:
        'Elasticsearch refuses to write: its indices are read-only, mostly because the disk is nearly full',
      hint: DISK,
    }),
  ],
  [
    /unavailable_shards_exception.*?\[(?<index>[\w.-]+)\]\[\d+\] primary shard is not active/,
    ({ index = '' }) => ({
      sentence: `Elasticsearch refuses to write: index ${index} has a shard that is nowhere (cluster health red)`,
      hint: RED,
    }),
  ],
  [
    /all shards failed|no_shard_available_action_exception/,
    () => ({
      sentence:
        'Elasticsearch cannot read an index: none of its shards answers (cluster health red)',
      hint: RED,
    }),
  ],
  [
    // A single node only warns of it, in the same words: what ends it is numbered.
    /^(?:\[\d+\]|.*bootstrap check failure \[\d+\] of \[\d+\]): max virtual memory areas vm\.max_map_count \[(?<has>\d+)\] is too low, increase to at least \[(?<needs>\d+)\]/,
    ({ has = '', needs = '' }) => ({
      sentence: `vm.max_map_count of the machine is ${has}; it needs ${needs}: sysctl -w vm.max_map_count=${needs}`,
      hint: `sudo sysctl -w vm.max_map_count=${needs} (in the virtual machine, where Docker runs in one)`,
    }),
  ],
  [
    /OutOfMemoryError: (?<what>[\w ]+)|^ran out of memory|Could not reserve enough space for (?<heap>[^\n]*heap)|insufficient memory for the Java Runtime/,
    ({ what }) => ({
      sentence: `it has too little memory${what === undefined ? '' : `: ${what.trim()}`}`,
      hint: MEMORY,
    }),
  ],
  [
    /"otelcol\.component\.id": "kafka".*"addr": "(?<at>[^"]+)".*"err": "(?:dial tcp[^:]*(?::\d+)?: )?(?:lookup .*?: )?(?<why>[^"]+)"/,
    ({ at = '', why = '' }) => ({
      sentence: `Kafka at ${at} is not ready or cannot be reached: ${why}`,
      hint: KAFKA,
    }),
  ],
  [
    /no Elasticsearch node available|no hosts available in the pool|failed: (?:Post|Get|Head) "\S+": dial tcp/,
    () => ({
      sentence: 'Jaeger has lost its storage: no server answers',
      hint: 'see which component is down: jaeger-lab status; start it again: jaeger-lab repair',
    }),
  ],
  [
    /has invalid keys: (?<keys>[\w, -]+)/,
    ({ keys = '' }) => ({
      sentence: `this version of Jaeger does not have ${keys.trim()} in its configuration`,
      hint: 'a storage, or a key of it, that another version has: choose the version with --jaeger',
    }),
  ],
];

/**
 * Explains what a component wrote about its storage or its buffer.
 *
 * @param lines the end of its log, or the message of an answer
 * @returns undefined when none of it is known
 */
export function storageFailure(lines: readonly string[]): StorageFailure | undefined {
  for (const [pattern, explain] of RULES) {
    for (const line of lines) {
      // Jaeger 1 writes JSON, in which the quotes of an error are escaped.
      const groups = pattern.exec(line.replaceAll('\\"', '"'));
      if (groups) return explain({ ...groups.groups });
    }
  }
  return undefined;
}
