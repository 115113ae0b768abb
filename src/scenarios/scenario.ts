import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { ComponentSpec } from '../runtime/runtime.ts';

/** One of several requests that a scenario is asked. */
export interface NamedRequest {
  readonly name: string;
  /** Whom it goes to; the entry's where it does not say. */
  readonly component?: string;
  /** The entry's where it does not say. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  /** How often it is chosen, beside the others; 0 for one that is asked only by its name. */
  readonly weight: number;
  /** The trace that it leaves. */
  readonly expected: ExpectedSpan;
}

export interface Scenario {
  readonly name: string;
  /** One line: what it shows. */
  readonly about: string;
  /** The component that load is driven at. */
  readonly entry: {
    readonly component: string;
    readonly port: string;
    readonly method: 'GET' | 'POST';
    readonly path: string;
  };
  /** The trace that one request of the entry leaves. */
  readonly expected: ExpectedSpan;
  /** What load chooses from, by weight, where there is more than the entry. */
  readonly requests?: readonly NamedRequest[];
  /** Whether requests fail on purpose, so that one that does is no sign that something is wrong. */
  readonly mayFail?: boolean;
  /** The Redis among its components, and how far away it is; 0 where it is asked directly. */
  readonly redis?: { readonly roundTripMs: number };
  /** Its services, without Jaeger. `ports` published as in the tutorial. */
  readonly components: readonly ComponentSpec[];
}
