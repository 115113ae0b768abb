/** The service's configuration, as passed by the lab. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly latency: Latency;
  /** Share of the requests that get status 500. */
  readonly errors: number;
  readonly steps: readonly Step[];
}

export interface Step {
  /** All calls of the step at the same time, instead of one after the other. */
  readonly parallel: boolean;
  readonly calls: readonly Call[];
}

export type Call = ServiceCall | RedisCall;

interface ServiceCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly times: number;
}

export interface RedisCall {
  readonly redis: 'get' | 'set' | 'mget' | 'mset' | 'del';
  readonly keys: readonly string[];
  readonly times: number;
}

type Latency =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'normal'; readonly meanMs: number; readonly deviationMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number };

/** Not validated: the lab has checked every value before starting the service. */
export const readEndpoints = (json: string): Endpoint[] => JSON.parse(json) as Endpoint[];

/** The latency of this request in milliseconds; never below 0. */
export function draw(latency: Latency): number {
  switch (latency.kind) {
    case 'fixed':
      return latency.ms;
    case 'uniform':
      return latency.fromMs + Math.random() * (latency.toMs - latency.fromMs);
    case 'normal':
      return Math.max(0, latency.meanMs + latency.deviationMs * standardNormal());
    case 'exponential':
      return -latency.meanMs * Math.log(1 - Math.random());
  }
}

/** The Box-Muller transform from two uniform values to a normal one. */
const standardNormal = (): number =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
