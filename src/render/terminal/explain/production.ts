import type { Term } from './term.ts';

/** The parts of a Jaeger in production. */
export const PRODUCTION: readonly Term[] = [
  {
    name: 'all-in-one',
    also: ['all in one', 'production'],
    lines: [
      'All-in-one is one Jaeger process: it receives spans, keeps them and answers queries.',
      'It is enough to learn and to test; in memory, its traces are gone when it stops.',
      'In production a collector and a query run apart, on a storage that outlives both.',
      'Each can then be restarted and multiplied on its own.',
      'Try it: jaeger-lab up --production',
    ],
    drawing: [
      'services ──► jaeger (receives, keeps, answers) ◄── you',
      '',
      'services ──► collector ──► storage ◄── query ◄── you',
    ],
  },
  {
    name: 'collector',
    lines: [
      'The collector receives spans from services (OTLP on 4317 and 4318) and writes them into the storage.',
      'It keeps them for a moment only, to write many at a time; it answers no queries.',
      'Several collectors share the load: a gRPC connection stays with one, so each service gets one of them.',
      'When the storage is away, some versions make senders wait and others drop spans and answer 200.',
      'See its log: jaeger-lab logs collector',
    ],
  },
  {
    name: 'query',
    also: ['query service', 'jaeger query', 'queries'],
    lines: [
      "The query service reads traces from the storage and serves Jaeger's page and API on 16686.",
      'It receives no spans: restarting it loses nothing.',
      'Collector and query must be given the same storage, or the page stays empty.',
      'When the storage is away it answers HTTP 500, while its health stays good.',
      'See its log: jaeger-lab logs query',
    ],
  },
  {
    name: 'storage',
    also: ['elasticsearch', 'opensearch', 'cassandra', 'badger'],
    lines: [
      'The storage keeps the traces: in memory, on disk (Badger), or in a server of its own.',
      'A collector and a query need a server: Elasticsearch, OpenSearch or Cassandra.',
      'A trace is found by a search only after the storage has refreshed its index: a second in Elasticsearch.',
      'Its data is in a volume that outlives jaeger-lab down; down --volumes removes it.',
      'Try it: jaeger-lab up --storage badger',
    ],
  },
  {
    name: 'outage',
    also: ['outages', 'lost spans'],
    lines: [
      'In an outage one component is away for a while; the health and the answers of the others stay good.',
      'Lost is a request that its service answered and sampled, and whose trace cannot be read afterwards.',
      'Without a collector: over gRPC the SDK for Node.js drops what it cannot send, over HTTP it tries again.',
      'Without a storage: Jaeger 2.13 makes senders wait and loses nothing; 2.20 answers 200 and drops spans.',
      'Try it: jaeger-lab outage collector --for 10s',
    ],
    drawing: ['services ──► collector ──► storage', 'each keeps spans only for so long'],
  },
  {
    name: 'ingester',
    also: ['buffer', 'kafka'],
    lines: [
      'With --buffer kafka the collector writes into Kafka, and the ingester reads it into the storage.',
      'Kafka takes spans as fast as they come, and keeps them while the storage is slow.',
      'It does not help when the ingester drops what the storage refuses, as some versions do.',
      'A reader that begins at the newest message misses spans that came before: the lab begins at the oldest.',
      'Try it: jaeger-lab up --production --buffer kafka',
    ],
    drawing: ['services ─► collector ─► kafka ─► ingester ─► storage'],
  },
  {
    name: 'metrics',
    also: ['span metrics', 'monitor tab', 'prometheus'],
    lines: [
      'Span metrics count the calls of each operation, failures, and durations in buckets.',
      'Jaeger 2 makes them of the spans it receives; Prometheus scrapes and keeps them.',
      'They are small and last for months, but a percentile is known only to its bucket.',
      'A request that was not sampled is in neither; a trace that was lost later is in the metrics still.',
      'Try it: jaeger-lab up --with prometheus, then jaeger-lab slowest --source metrics',
    ],
  },
];
