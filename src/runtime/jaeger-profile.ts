import { EXIT, LabError } from '../base/errors.ts';
import {
  ALL_IN_ONE,
  BADGER_FOLDER,
  type JaegerRole,
  type JaegerSetup,
  SPAN_METRICS,
} from './jaeger-setup.ts';
import { jaeger1Env } from './jaeger1-env.ts';
import { jaeger2Config } from './jaeger2-config.ts';
import type { AddressOf, PortSpec, Probe } from './runtime.ts';

/** How one line of Jaeger versions is launched in one role: the same wherever it runs. */
export interface JaegerProfile {
  readonly version: string;
  /** Its upstream image. */
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly PortSpec[];
  readonly ready: readonly Probe[];
  /** What does not depend on where it runs. */
  readonly env: Readonly<Record<string, string>>;
  /** The environment in a container of its own: every address, the usual ports. */
  readonly containerEnv: (
    reach: AddressOf,
    setup?: JaegerSetup,
  ) => Readonly<Record<string, string>>;
}

export const DEFAULT_JAEGER = '2';

/** What `DEFAULT_JAEGER` stands for; Jaeger 1 is at its end of life. */
const NEWEST_JAEGER_2 = '2.20.0';

const PORTS = {
  health: 13133,
  query: 16686,
  'query-grpc': 16685,
  'otlp-grpc': 4317,
  'otlp-http': 4318,
  sampling: 5778,
  'sampling-grpc': 5779,
  'span-metrics': SPAN_METRICS.port,
} as const;

/** In a container of its own: every address, the usual ports. */
export const inContainer = (port: keyof typeof PORTS): string => `0.0.0.0:${PORTS[port]}`;

/** Jaeger traces its own API calls otherwise, and then takes 10 s to stop while it tries to flush them. */
const NO_SELF_TRACING = { OTEL_TRACES_SAMPLER: 'always_off' };

/** What every Jaeger publishes. */
export const QUERY_AND_OTLP: readonly PortSpec[] = [
  { name: 'query', port: 16686, published: 16686 },
  { name: 'otlp-grpc', port: 4317, published: 4317 },
  { name: 'otlp-http', port: 4318, published: 4318 },
];

export const ANSWERS: readonly Probe[] = [
  { kind: 'http', port: 'query', path: '/api/v3/services' },
  { kind: 'otlp-http', port: 'otlp-http' },
  { kind: 'http2', port: 'otlp-grpc' },
];

export const HEALTH: PortSpec = { name: 'health', port: PORTS.health, published: 'auto' };
export const HEALTHY: Probe = { kind: 'http', port: 'health', path: '/status' };

/** What a collector publishes beside its health, and what a query does. */
const ROLE_PORTS: Readonly<Record<JaegerRole, readonly PortSpec[]>> = {
  'all-in-one': QUERY_AND_OTLP,
  collector: QUERY_AND_OTLP.filter(({ name }) => name !== 'query'),
  query: QUERY_AND_OTLP.filter(({ name }) => name === 'query'),
  ingester: [],
  // Only services of the lab send to it.
  spanmetrics: [],
};

/** The questions about ports that a role has. */
const answersOf = (role: JaegerRole): Probe[] =>
  ANSWERS.filter(({ port }) => ROLE_PORTS[role].some(({ name }) => name === port));

function jaeger2(version: string, role: JaegerRole): JaegerProfile {
  return {
    version,
    image: `jaegertracing/jaeger:${version}`,
    args: ['--config', 'env:JAEGER_CONFIG'],
    ports: [...ROLE_PORTS[role], HEALTH],
    ready: [HEALTHY, ...answersOf(role)],
    env: NO_SELF_TRACING,
    containerEnv: (reach, setup = ALL_IN_ONE) => ({
      ...NO_SELF_TRACING,
      JAEGER_CONFIG: jaeger2Config(
        { at: inContainer, reach, badgerFolder: BADGER_FOLDER, version },
        setup,
      ),
    }),
  };
}

export const SAMPLING: PortSpec = { name: 'sampling', port: 5778, published: 5778 };

type Jaeger1Role = Exclude<JaegerRole, 'spanmetrics'>;

/** Jaeger 1 in one role: its port for health, and its other ports. */
const JAEGER_1: Readonly<Record<Jaeger1Role, { health: number; more?: PortSpec }>> = {
  'all-in-one': { health: 14269, more: SAMPLING },
  collector: {
    health: 14269,
    more: { name: 'collector-grpc', port: 14250, published: 14250 },
  },
  query: { health: 16687 },
  ingester: { health: 14270 },
};

/** The ingester is healthy before it reads: what comes in until then would be lost for good. */
const HOLDS_PARTITIONS: Probe = {
  kind: 'http',
  port: 'health',
  path: '/metrics',
  shows: String.raw`^jaeger_ingester_sarama_consumer_partitions_held\S* [1-9]`,
};

function jaeger157(role: Jaeger1Role): JaegerProfile {
  const { health, more } = JAEGER_1[role];
  return {
    version: '1.57',
    image: `jaegertracing/${role === 'all-in-one' ? role : `jaeger-${role}`}:1.57`,
    args: [],
    ports: [
      ...ROLE_PORTS[role],
      ...(more ? [more] : []),
      { name: 'health', port: health, published: 'auto' },
    ],
    ready: [
      { kind: 'http', port: 'health', path: '/' },
      ...answersOf(role),
      ...(role === 'ingester' ? [HOLDS_PARTITIONS] : []),
    ],
    env: NO_SELF_TRACING,
    containerEnv: (reach, setup = ALL_IN_ONE) => ({
      ...NO_SELF_TRACING,
      ...jaeger1Env(setup, reach, BADGER_FOLDER),
    }),
  };
}

/**
 * The launch profile of a version as it is typed: "2", "2.19", "2.19.1", "2.0.0-rc2" or "1.57".
 *
 * @throws LabError (usage) for any other
 */
export function jaegerProfile(version: string, role: JaegerRole = 'all-in-one'): JaegerProfile {
  if (version === '1.57' && role !== 'spanmetrics') return jaeger157(role);
  if (version === DEFAULT_JAEGER) return jaeger2(NEWEST_JAEGER_2, role);
  const [, minor, patch = '.0'] = /^(2\.\d+)(\.\d+(?:-rc\d+)?)?$/.exec(version) ?? [];
  if (minor !== undefined) return jaeger2(minor + patch, role);
  throw new LabError(`there is no launch profile for Jaeger "${version}"`, {
    hint: 'give --jaeger 2 (the default), --jaeger 2.19.0 (any 2.x.y) or --jaeger 1.57',
    exitCode: EXIT.usage,
  });
}

/** Read in the sources of 1.57 and 2.0.0-rc2 (absent) and run with 2.13 (there). */
export const createsKeyspace = (version: string): boolean =>
  version !== '1.57' && !version.startsWith('2.0');
