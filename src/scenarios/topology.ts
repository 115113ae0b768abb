/** A scenario of a person's own, as its file describes it. @see docs/topology.md */
export interface Topology {
  readonly name: string;
  readonly about: string;
  readonly services: readonly TopologyService[];
  /** What load sends; at least one. */
  readonly requests: readonly TopologyRequest[];
  /** The Redis that some endpoint asks, if one does. */
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
 * What an endpoint does when it is asked: it takes its time, then fails by its error rate, or makes its calls, step by
 * step, and answers.
 */
export interface Endpoint extends EndpointName {
  readonly latency: Latency;
  /** Share of the requests that it answers with 500, 0 to 1. */
  readonly errors: number;
  readonly steps: readonly Step[];
}

/** Each step waits for the one before it. */
export interface Step {
  /** All its calls are made side by side, instead of one after the other. */
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
  /** At least one; exactly one for what takes no more. */
  readonly keys: readonly string[];
  readonly times: number;
}

export interface TopologyRequest extends EndpointName {
  readonly name: string;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
}

export type Latency =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  /** Never below nought. */
  | { readonly kind: 'normal'; readonly meanMs: number; readonly deviationMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number };

export const METHODS = ['GET', 'POST'] as const;
export type Method = (typeof METHODS)[number];

export const REDIS_COMMANDS = ['get', 'set', 'mget', 'mset', 'del'] as const;
export type RedisCommand = (typeof REDIS_COMMANDS)[number];

export const callsOf = ({ steps }: Pick<Endpoint, 'steps'>): Call[] =>
  steps.flatMap(({ calls }) => calls);

/** The component that holds back what goes to Redis and what comes from it. */
export const REDIS_RELAY = 'redis-relay';

/** The calls of these that another service answers. */
export const serviceCalls = (calls: readonly Call[]): ServiceCall[] =>
  calls.filter((call) => call.kind === 'service');

export const endpointText = ({ service, method, path }: EndpointName): string =>
  `${service} ${method} ${path}`;

export const LIMITS = {
  services: 50,
  endpoints: 20,
  /** A hub may call all others, and ask Redis too. */
  calls: 100,
  requests: 50,
  times: 100,
  /** Of one Redis call. */
  keys: 100,
  /** What one request may leave: each call of a service is two spans. A trace of more is no pleasure to read. */
  spans: 1_000,
  /** Characters that say what a service has to do: it is told by one variable, and Linux takes 128 KiB for one. */
  told: 65_536,
  /** A caller waits 10 s for an answer. */
  latencyMs: 9_000,
  /** Whether it is ready is asked through the relay too, and must be answered within a second. */
  redisLatencyMs: 500,
} as const;
