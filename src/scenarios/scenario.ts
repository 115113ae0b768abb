import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { ComponentSpec } from '../runtime/runtime.ts';

/** One of several things that load can ask a scenario's entry for. */
export interface NamedRequest {
  readonly name: string;
  readonly path: string;
  /** The trace that one such request leaves. */
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
  /** What else than `entry` and `expected` load can be told to ask for, by name. */
  readonly requests?: readonly NamedRequest[];
  /** Its services, without Jaeger. `ports` published as in the tutorial. */
  readonly components: readonly ComponentSpec[];
}
