import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { ComponentSpec } from '../runtime/runtime.ts';

/** One of several requests of a scenario. */
export interface NamedRequest {
  readonly name: string;
  /** The target component; default: the entry. */
  readonly component?: string;
  /** Default: the path of the entry. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  /** Its share compared with the others; 0 for a request that is sent only by name. */
  readonly weight: number;
  /** The expected trace. */
  readonly expected: ExpectedSpan;
}

export interface Scenario {
  readonly name: string;
  /** One line: the purpose of the scenario. */
  readonly about: string;
  /** The component that gets the load. */
  readonly entry: {
    readonly component: string;
    readonly port: string;
    readonly method: 'GET' | 'POST';
    readonly path: string;
  };
  /** The expected trace of one request to the entry. */
  readonly expected: ExpectedSpan;
  /** The requests to choose from by weight, where there are more than the entry. */
  readonly requests?: readonly NamedRequest[];
  /** Whether requests fail by design, so that a failure is not an error of the lab. */
  readonly mayFail?: boolean;
  /** The Redis among its components, with its network round trip; 0 for a direct connection. */
  readonly redis?: { readonly roundTripMs: number };
  /** The components, without Jaeger. */
  readonly components: readonly ComponentSpec[];
}
