import { EXIT, LabError } from '../base/errors.ts';
import { jaegerProfile, SAMPLING } from '../runtime/jaeger-profile.ts';
import {
  type CompanionKind,
  type JaegerRole,
  type JaegerSetup,
  SERVER_PORTS,
  SPAN_METRICS,
  type ServerKind,
  STRATEGIES,
  type StorageKind,
} from '../runtime/jaeger-setup.ts';
import type { ComponentSpec, JaegerLaunch, PortSpec, Probe } from '../runtime/runtime.ts';
import { type Sampling, setupOf, strategiesComponents } from './sampling.ts';
import { refusedAddress } from './storage-address.ts';

/** How the lab's Jaeger is deployed. */
export interface Deployment {
  /** The collector and the query as components of their own. */
  readonly production: boolean;
  readonly storage: StorageKind;
  /** A storage of the user's own, instead of a component. */
  readonly storageUrl?: string | undefined;
  readonly buffer?: 'kafka' | undefined;
  readonly collectors: number;
  readonly queries: number;
}

export const IN_MEMORY: Deployment = {
  production: false,
  storage: 'memory',
  collectors: 1,
  queries: 1,
};

/** Storages that a collector and a query can use side by side. */
export const SHARED_STORAGES = ['elasticsearch', 'opensearch', 'cassandra'] as const;

export const STORAGES = ['memory', 'badger', ...SHARED_STORAGES, 'clickhouse'] as const;

/**
 * Jaeger, and what it needs beside it, as components: in an order in which each comes after what it waits for.
 *
 * @throws LabError (usage) for what cannot be deployed together
 */
export function jaegerComponents(
  launch: JaegerLaunch,
  deployment: Deployment,
  sampling?: Sampling,
  beside: readonly CompanionKind[] = [],
): ComponentSpec[] {
  const { production, storage, storageUrl, buffer } = deployment;
  throwUnlessSupported(launch.version, deployment);
  throwUnlessSampled(launch.version, deployment, sampling);
  const metrics = beside.includes('prometheus') ? ('prometheus' as const) : undefined;
  if (metrics) throwUnlessMeasured(launch.version);
  const servers: (keyof typeof HEALTHY)[] = [];
  if (isServer(storage) && storageUrl === undefined) servers.push(storage);
  if (buffer) servers.push(buffer);
  const setup = { storage, storageUrl, buffer, metrics, sampling: setupOf(sampling) };
  const jaegers = production ? inRoles(launch.version, deployment, servers, setup) : [];
  if (!production) jaegers.push(allInOne(launch, { role: 'all-in-one', ...setup }, servers));
  const strategies = strategiesComponents(sampling);
  const all = [...servers.map(serverComponent), ...strategies, ...jaegers];
  return all
    .map((spec) => (strategies.length === 0 ? spec : answeringRates(spec, launch.version)))
    .map((spec) => (metrics ? showingMetrics(spec) : spec));
}

/** A server takes seconds to start on a quiet machine, and several times as long on a busy one. */
const SERVER_WITHIN_MS = 180_000;
/** Creating its schema or its index templates takes a Jaeger longer than to start. */
const ON_STORAGE_WITHIN_MS = 60_000;

const HEALTHY: Readonly<Record<Exclude<ServerKind, CompanionKind>, Probe>> = {
  elasticsearch: searchHealth(),
  opensearch: searchHealth(),
  cassandra: { kind: 'cql', port: 'cql' },
  kafka: { kind: 'kafka', port: 'kafka' },
};

/** Yellow has every first copy of the data; green also wants copies that a single node cannot hold. */
function searchHealth(): Probe {
  const path = '/_cluster/health?wait_for_status=yellow&timeout=500ms';
  return { kind: 'http', port: 'http', path };
}

function serverComponent(server: keyof typeof HEALTHY): ComponentSpec {
  const { name, port } = SERVER_PORTS[server];
  // Its users know this port by heart; the others have no page to look at.
  const published = name === 'http' ? port : 'auto';
  return {
    name: server,
    program: { kind: 'server', server },
    env: () => ({}),
    ports: [{ name, port, published }],
    ready: [HEALTHY[server]],
    readyWithinMs: SERVER_WITHIN_MS,
    stopsLast: true,
    keepsData: true,
  };
}

function allInOne(
  { version, ports, ready }: JaegerLaunch,
  setup: JaegerSetup,
  after: readonly string[],
): ComponentSpec {
  const isUsual =
    setup.storage === 'memory' && setup.sampling === undefined && setup.metrics === undefined;
  return {
    name: 'jaeger',
    program: isUsual ? { kind: 'jaeger', version } : { kind: 'jaeger', version, setup },
    env: () => ({}),
    ports,
    ready,
    stopsLast: true,
    ...(after.length > 0 && { after, readyWithinMs: ON_STORAGE_WITHIN_MS }),
    ...(setup.storage === 'badger' && { keepsData: true }),
  };
}

function inRoles(
  version: string,
  deployment: Deployment,
  servers: readonly ServerKind[],
  { sampling, metrics }: Pick<JaegerSetup, 'sampling' | 'metrics'>,
): ComponentSpec[] {
  const { storage, storageUrl, buffer, collectors, queries } = deployment;
  const role = (kind: JaegerRole, name: string, after: readonly string[]): ComponentSpec => {
    const { ports, ready } = jaegerProfile(version, kind);
    const setup = { role: kind, storage, storageUrl, buffer, metrics, sampling };
    return {
      name,
      program: { kind: 'jaeger', version, setup },
      env: () => ({}),
      // Only the first of several has the ports that are known by heart.
      ports: /-([2-9]|\d\d+)$/.test(name) ? ports.map(onAnyPort) : ports,
      ready,
      readyWithinMs: ON_STORAGE_WITHIN_MS,
      stopsLast: true,
      after,
    };
  };
  const storages = servers.filter((server) => server !== 'kafka');
  const receivers = numbered('collector', collectors).map((name) =>
    role('collector', name, buffer ? [buffer] : storages),
  );
  const ingesters = buffer ? [role('ingester', 'ingester', servers)] : [];
  // Two processes that create a keyspace at the same time disturb each other.
  const [writer] = buffer ? ingesters : receivers;
  const beforeQuery = storage === 'cassandra' && writer ? [writer.name] : storages;
  const queriers = numbered('query', queries).map((name) => role('query', name, beforeQuery));
  return [...receivers, ...ingesters, ...queriers];
}

const numbered = (name: string, count: number): string[] =>
  count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

const onAnyPort = (port: PortSpec): PortSpec =>
  typeof port.published === 'number' ? { ...port, published: 'auto' } : port;

/** A Jaeger that receives spans also answers services that ask for their rate; it reads the strategies at its start. */
function answeringRates(spec: ComponentSpec, version: string): ComponentSpec {
  const receives = spec.ports.some(({ name }) => name === 'otlp-grpc');
  if (!receives) return spec;
  const { ports, after = [] } = spec;
  // The agent in an all-in-one of Jaeger 1 answers what it asks the collector's gRPC port.
  const wanted = version === '1.57' ? [SAMPLING, JAEGER_1_GRPC] : [SAMPLING];
  const missing = wanted.filter(({ name }) => !ports.some((port) => port.name === name));
  return {
    ...spec,
    ports: [...ports, ...missing],
    after: [...after, STRATEGIES.name],
  };
}

/** A Jaeger that receives spans also counts them. */
const showingMetrics = (spec: ComponentSpec): ComponentSpec =>
  spec.ports.some(({ name }) => name === 'otlp-grpc')
    ? { ...spec, ports: [...spec.ports, { ...SPAN_METRICS, published: 'none' }] }
    : spec;

const JAEGER_1_GRPC: PortSpec = { name: 'collector-grpc', port: 14250, published: 'auto' };

function throwUnlessMeasured(version: string): void {
  if (version !== '1.57' && version !== 'embedded') return;
  const which = version === '1.57' ? 'Jaeger 1.57' : 'the embedded Jaeger';
  throw new LabError(`${which} makes no metrics of spans`, {
    hint: 'jaeger-lab up --runtime docker --jaeger 2 --with prometheus',
    exitCode: EXIT.usage,
  });
}

function throwUnlessSampled(
  version: string,
  { production }: Deployment,
  sampling: Sampling | undefined,
): void {
  const isOld = version === '1.57';
  const refused = (sentence: string, hint: string): LabError =>
    new LabError(sentence, { hint, exitCode: EXIT.usage });
  if (sampling?.kind === 'tail' && (isOld || version === 'embedded'))
    throw refused(
      `${isOld ? 'Jaeger 1.57' : 'the embedded Jaeger'} has no tail sampling`,
      'use Jaeger 2: --jaeger 2, or --jaeger-bin PATH in the local runtime',
    );
  if (sampling?.kind === 'remote' && isOld && production)
    throw refused(
      'services cannot ask a collector of Jaeger 1.57 for their rate without an agent',
      'use Jaeger 2, or omit --production',
    );
}

type Refusal = readonly [isRefused: boolean, sentence: string, hint: string];

const SHARED = SHARED_STORAGES.join(', ');

function throwUnlessSupported(version: string, deployment: Deployment): void {
  const all = [...refusals(version, deployment), ...clickhouseRefusals(version, deployment)];
  const refused = all.find(([isRefused]) => isRefused);
  if (!refused) return;
  const [, sentence, hint] = refused;
  throw new LabError(sentence, { hint, exitCode: EXIT.usage });
}

function refusals(
  version: string,
  { production, storage, storageUrl, buffer, collectors, queries }: Deployment,
): Refusal[] {
  return [
    [
      version === 'embedded' && (production || storage !== 'memory'),
      'the embedded Jaeger keeps traces in memory only',
      'use a real Jaeger: --runtime docker without --jaeger embedded, or --runtime local --jaeger-bin PATH',
    ],
    [
      production && !isShared(storage),
      `a collector and a query cannot share the storage ${storage}, which belongs to one process; ${SHARED} can be shared`,
      'jaeger-lab up --production --storage elasticsearch',
    ],
    [
      storageUrl !== undefined && !isShared(storage),
      `--storage-url needs a storage that is a server: ${SHARED}`,
      'jaeger-lab up --storage elasticsearch --storage-url http://HOST:9200',
    ],
    ...refusedAddress(storage, storageUrl),
    [
      !production && (buffer !== undefined || collectors > 1 || queries > 1),
      '--buffer, --collectors and --queries need --production: a collector and a query of their own',
      `jaeger-lab up --production${rolesTyped({ buffer, collectors, queries })}`,
    ],
    [
      storage === 'cassandra' && storageUrl === undefined && !createsKeyspace(version),
      `Jaeger ${version} does not create its keyspace in Cassandra; Jaeger 2.13.0 and newer do`,
      'jaeger-lab up --jaeger 2 --storage cassandra; or --storage-url with a Cassandra that has the keyspace',
    ],
  ];
}

/** What was asked for, as it is typed. */
function rolesTyped({
  buffer,
  collectors,
  queries,
}: Pick<Deployment, 'buffer' | 'collectors' | 'queries'>): string {
  const several = (option: string, count: number): string =>
    count > 1 ? ` --${option} ${count}` : '';
  const queue = buffer === undefined ? '' : ` --buffer ${buffer}`;
  return queue + several('collectors', collectors) + several('queries', queries);
}

/** No lab starts one, and Jaeger has had it since 2.13. */
const clickhouseRefusals = (version: string, { storage, storageUrl }: Deployment): Refusal[] =>
  storage === 'clickhouse'
    ? [
        [
          version === '1.57' || version.startsWith('2.0'),
          `Jaeger ${version} has no storage ClickHouse; Jaeger 2.13.0 and newer have`,
          'use --jaeger 2, or another --storage',
        ],
        [
          storageUrl === undefined,
          'a lab has no ClickHouse of its own',
          'name yours with --storage-url HOST:9000',
        ],
      ]
    : [];

const isServer = (storage: StorageKind): storage is Extract<StorageKind, keyof typeof HEALTHY> =>
  storage in HEALTHY;

const isShared = (storage: StorageKind): boolean =>
  storage === 'clickhouse' || (SHARED_STORAGES as readonly string[]).includes(storage);

/** Read in the sources of 1.57 and 2.0.0-rc2 (absent) and run with 2.13 (there). */
const createsKeyspace = (version: string): boolean =>
  version !== '1.57' && !version.startsWith('2.0');
