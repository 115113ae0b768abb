import type { Deployment } from '../../../lab/deployment.ts';
import type { ComponentSpec } from '../../../runtime/runtime.ts';

/** What a component does in a lab, seen from its spans. */
export const ROLES = [
  'storage',
  'buffer',
  'collector',
  'ingester',
  'query',
  'jaeger',
  'service',
] as const;
export type OutageRole = (typeof ROLES)[number];

export function roleOf({ program }: Pick<ComponentSpec, 'program'>): OutageRole {
  if (program.kind === 'server') return program.server === 'kafka' ? 'buffer' : 'storage';
  if (program.kind !== 'jaeger') return 'service';
  const role = program.setup?.role ?? 'all-in-one';
  return role === 'all-in-one' ? 'jaeger' : role;
}

export interface OutageFacts {
  readonly role: OutageRole;
  /** As `--jaeger` names it. */
  readonly jaeger: string;
  readonly deployment: Pick<Deployment, 'storage' | 'buffer' | 'collectors'>;
  readonly lost: number;
  /** Other components that ended meanwhile. */
  readonly alsoEnded: readonly { readonly component: string; readonly ended: string }[];
}

export interface OutageCause {
  readonly cause: string;
  readonly setting?: string;
}

/**
 * Why an outage lost spans or lost none, and the setting that loses fewer. Health and status codes show none of it.
 * What `npm run prove -- outages` has counted is in docs/production.md.
 */
export function outageCause(facts: OutageFacts): OutageCause {
  const { role, jaeger, deployment, lost, alsoEnded } = facts;
  const { kept, gone } = CAUSES[role](deployment, jaeger === '1.57');
  if (lost === 0) return { cause: kept };
  const [ended] = alsoEnded;
  return ended ? { ...gone, cause: `${ended.component} ${ended.ended}` } : gone;
}

/** Seen with the SDK for Node.js: its exporter for gRPC has no second attempt, the one for HTTP has five. */
const NO_RETRY = 'drops a batch of spans that cannot be sent over gRPC: it does not try again';
const RETRY =
  'OTLP over HTTP is tried again until its timeout: --env *.OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, *.OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318 and *.OTEL_EXPORTER_OTLP_TIMEOUT=25000';

/** Jaeger 2: fewer spans are lost with it. */
const AFTER_THE_WRITE =
  'receivers.kafka.message_marking {after: true, on_error: false}: offsets are committed after the write, and fewer spans are lost';

/** Jaeger 1 has no setting for it. */
const newer = (does: string, buffer: OutageFacts['deployment']['buffer']): string =>
  `Jaeger 2.13 ${does}: jaeger-lab up --production${buffer ? ` --buffer ${buffer}` : ''} --jaeger 2.13.0`;

type Causes = (
  deployment: OutageFacts['deployment'],
  isJaeger1: boolean,
) => {
  readonly kept: string;
  readonly gone: OutageCause;
};

const CAUSES: Readonly<Record<OutageRole, Causes>> = {
  storage: ({ buffer }, isJaeger1) => ({
    kept: buffer
      ? 'Kafka kept the spans until the ingester could write them'
      : `the collector ${isJaeger1 ? 'kept the spans in its queue, in memory,' : 'kept its senders waiting'} until the storage was back`,
    gone: {
      cause: `the ${buffer ? 'ingester' : 'collector'} took the spans and dropped what the storage did not accept`,
      setting: buffer && !isJaeger1 ? AFTER_THE_WRITE : newer('keeps its senders waiting', buffer),
    },
  }),
  buffer: ({ buffer }, isJaeger1) => ({
    kept: 'the collector kept the spans in its sending queue, in memory, until Kafka was back',
    gone: isJaeger1
      ? {
          cause: 'the collector drops a span that Kafka does not take after a few attempts',
          setting: newer('keeps spans in its sending queue', buffer),
        }
      : {
          cause: 'the sending queue of the collector was full, or it gave up before Kafka was back',
          setting: 'exporters.kafka.sending_queue.queue_size and retry_on_failure.max_elapsed_time',
        },
  }),
  collector: ({ collectors }) => ({
    kept: 'the services kept the spans in their queues and sent them when the collector was back',
    gone: {
      cause: `${collectors > 1 ? 'each service sends to one collector, and' : 'the SDK of the services'} ${NO_RETRY}`,
      setting: RETRY,
    },
  }),
  ingester: ({ buffer }, isJaeger1) => ({
    kept: 'Kafka kept the spans until the ingester was back',
    gone: {
      cause: 'the ingester had read spans from Kafka that it had not written yet',
      setting: isJaeger1 ? newer('has lost none in 10 outages', buffer) : AFTER_THE_WRITE,
    },
  }),
  query: () => ({
    kept: 'the query only reads: spans were stored all the same',
    gone: {
      cause: 'the query only reads: spans were lost before they reached the storage',
      setting: 'see jaeger-lab logs collector',
    },
  }),
  jaeger: ({ storage }) => ({
    kept: 'the services kept the spans in their queues and sent them again',
    gone: {
      cause:
        storage === 'memory'
          ? 'Jaeger keeps its traces in memory: they are gone when it stops'
          : `the SDK of the services ${NO_RETRY}`,
      setting:
        storage === 'memory'
          ? 'a storage that outlives it: jaeger-lab up --runtime docker --storage badger'
          : RETRY,
    },
  }),
  service: () => ({
    kept: 'a service sends the spans in its queue before it ends; its callers got an error meanwhile',
    gone: {
      cause: 'the service ended before it sent the spans in its queue',
      setting: 'OTEL_BSP_SCHEDULE_DELAY: the time that a finished span waits in the queue',
    },
  }),
};
