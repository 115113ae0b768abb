/** Servers beside Jaeger: for the same spans, for metrics that Jaeger makes of them, for what the services log. */
export type CompanionKind = 'zipkin' | 'prometheus' | 'victorialogs';

/** Servers that a lab can start: storages, the buffer in front of one, and what stands beside Jaeger. */
export type ServerKind = 'elasticsearch' | 'opensearch' | 'cassandra' | 'kafka' | CompanionKind;

/** Where Jaeger keeps its traces. */
export type StorageKind =
  | 'memory'
  | 'badger'
  | Exclude<ServerKind, 'kafka' | CompanionKind>
  // Only as a configuration: the lab starts no such server.
  | 'clickhouse';

/**
 * What one Jaeger process does; "all-in-one" is all of it. "spanmetrics" counts spans for a Jaeger that cannot, and hands
 * them on to it.
 */
export type JaegerRole = 'all-in-one' | 'collector' | 'query' | 'ingester' | 'spanmetrics';

/** A mistake in how a Jaeger counts spans, or asks for what was counted: its Monitor tab stays empty. */
export type MetricsFlaw = 'uncounted' | 'unflushed' | 'unasked' | 'misnamed';

/** How one Jaeger process takes part in a lab. */
export interface JaegerSetup {
  readonly role: JaegerRole;
  readonly storage: StorageKind;
  /** A storage of the user's own: a URL, or host:port for Cassandra. Absent: the lab's own component. */
  readonly storageUrl?: string | undefined;
  /** The collector writes into it and the ingester reads from it. */
  readonly buffer?: 'kafka' | undefined;
  /** It makes metrics of the spans, and answers questions for them from there. */
  readonly metrics?: 'prometheus' | undefined;
  readonly metricsFlaw?: MetricsFlaw | undefined;
  /** The component that a "spanmetrics" hands spans on to. */
  readonly forwardsTo?: string | undefined;
  /** How long it collects spans before it writes them; absent: as short as is good for a lab. */
  readonly storeAfterMs?: number | undefined;
  /** Absent: every trace that the services send is kept. */
  readonly sampling?: SamplingSetup | undefined;
}

/** Which traces a tail sampler keeps. It sees whole traces, so that the end of a request can decide. */
export interface TailPolicy {
  /** Every trace with a failed span. */
  readonly errors: boolean;
  /** Every trace that takes longer, in ms. */
  readonly slowMs?: number | undefined;
  /** This share of the others, 0 to 1. */
  readonly share: number;
}

/** How many traces of each operation adaptive sampling is to keep. */
export interface AdaptiveTarget {
  readonly perSecond: number;
}

/** `remote`: Jaeger answers services that ask for their rate; `adaptive`: it computes the rates that it answers. */
export type SamplingSetup =
  | { readonly kind: 'remote' }
  | ({ readonly kind: 'adaptive' } & AdaptiveTarget)
  | ({ readonly kind: 'tail' } & TailPolicy);

/** The component that Jaeger reads its sampling strategies from. */
export const STRATEGIES = { name: 'strategies', port: 5700 } as const;

const LEAST_DECISION_MS = 3_000;

/** How long a tail sampler collects the spans of a trace: longer than a trace that is to be found slow. */
export const decisionMs = ({ slowMs = 0 }: TailPolicy): number =>
  Math.max(LEAST_DECISION_MS, slowMs + 2_000);

export const ALL_IN_ONE: JaegerSetup = { role: 'all-in-one', storage: 'memory' };

/** The port of each server that others connect to, by its name in the component. */
export const SERVER_PORTS = {
  elasticsearch: { name: 'http', port: 9200 },
  opensearch: { name: 'http', port: 9200 },
  cassandra: { name: 'cql', port: 9042 },
  kafka: { name: 'kafka', port: 9092 },
  zipkin: { name: 'http', port: 9411 },
  prometheus: { name: 'http', port: 9090 },
  victorialogs: { name: 'http', port: 9428 },
} as const satisfies Record<ServerKind, { name: string; port: number }>;

/** Where a Jaeger shows the metrics that it makes of spans. */
export const SPAN_METRICS = { name: 'span-metrics', port: 8889 } as const;

/** Where Badger keeps its files in a container. */
export const BADGER_FOLDER = '/badger';

export const KEYSPACE = 'jaeger_lab';
export const TOPIC = 'jaeger-spans';

/** Whether services send their spans to it. */
export const receives = ({ role }: JaegerSetup): boolean =>
  role === 'all-in-one' || role === 'collector' || role === 'spanmetrics';

/** Whether a process writes into or reads from the storage itself: a collector before a buffer does not. */
export const usesStorage = ({ role, buffer }: JaegerSetup): boolean =>
  role !== 'spanmetrics' && (role !== 'collector' || buffer === undefined);
