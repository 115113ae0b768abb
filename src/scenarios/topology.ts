/** A scenario of a person's own, as its file describes it. @see docs/topology.md */
export interface Topology {
  readonly name: string;
  readonly about: string;
  readonly services: readonly TopologyService[];
  /** What load sends; at least one. */
  readonly requests: readonly TopologyRequest[];
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

export interface Call extends EndpointName {
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

export const callsOf = ({ steps }: Pick<Endpoint, 'steps'>): Call[] =>
  steps.flatMap(({ calls }) => calls);

export const endpointText = ({ service, method, path }: EndpointName): string =>
  `${service} ${method} ${path}`;

export const LIMITS = {
  services: 50,
  endpoints: 20,
  calls: 20,
  requests: 50,
  times: 100,
  /** What one request may leave: each call is two spans. A trace of more is no pleasure to read. */
  spans: 1_000,
  /** A caller waits 10 s for an answer. */
  latencyMs: 9_000,
} as const;
