/** A scenario that a user's file describes. @see docs/topology.md */
export interface Topology {
  readonly name: string;
  readonly about: string;
  readonly services: readonly TopologyService[];
  /** The requests that load sends; at least one. */
  readonly requests: readonly TopologyRequest[];
  /** The Redis that the endpoints call, if any does. */
  readonly redis?: { readonly roundTripMs: number };
}

export interface TopologyService {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
}

/** One method and path of a service. */
export interface EndpointName {
  readonly service: string;
  readonly method: Method;
  readonly path: string;
}

/**
 * The behaviour of an endpoint: it waits for its latency, then fails by its error rate, or makes its calls step by step
 * and answers.
 */
export interface Endpoint extends EndpointName {
  readonly latency: Latency;
  /** Share of the requests that get status 500, 0 to 1. */
  readonly errors: number;
  readonly steps: readonly Step[];
}

/** Each step waits for the previous one. */
export interface Step {
  /** Its calls are made at the same time instead of one after the other. */
  readonly parallel: boolean;
  readonly calls: readonly Call[];
}

export type Call = ServiceCall | RedisCall;

export interface ServiceCall extends EndpointName {
  readonly kind: 'service';
  readonly times: number;
}

export interface RedisCall {
  readonly kind: 'redis';
  readonly command: RedisCommand;
  /** At least one; exactly one for commands with a single key. */
  readonly keys: readonly string[];
  readonly times: number;
}

export interface TopologyRequest extends EndpointName {
  readonly name: string;
  /** Its share compared with the others. */
  readonly weight: number;
}

export type Latency =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  /** Never below 0. */
  | { readonly kind: 'normal'; readonly meanMs: number; readonly deviationMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number };

export const METHODS = ['GET', 'POST'] as const;
export type Method = (typeof METHODS)[number];

export const REDIS_COMMANDS = ['get', 'set', 'mget', 'mset', 'del'] as const;
export type RedisCommand = (typeof REDIS_COMMANDS)[number];

export const callsOf = ({ steps }: Pick<Endpoint, 'steps'>): Call[] =>
  steps.flatMap(({ calls }) => calls);

/** The relay component that delays the traffic to and from Redis. */
export const REDIS_RELAY = 'redis-relay';

/** Those of the calls that go to another service. */
export const serviceCalls = (calls: readonly Call[]): ServiceCall[] =>
  calls.filter((call) => call.kind === 'service');

export const endpointText = ({ service, method, path }: EndpointName): string =>
  `${service} ${method} ${path}`;

export const LIMITS = {
  services: 50,
  endpoints: 20,
  /** Enough for one service that calls all others and Redis. */
  calls: 100,
  requests: 50,
  times: 100,
  /** Keys of one Redis call. */
  keys: 100,
  /** Spans of one request; each service call is two. A larger trace is hard to read. */
  spans: 1_000,
  /** Characters of a service's description: it is passed in one environment variable, which Linux limits to 128 KiB. */
  told: 65_536,
  /** Callers time out after 10 s. */
  latencyMs: 9_000,
  /** The readiness probe goes through the relay too, and times out after a second. */
  redisLatencyMs: 500,
} as const;
