import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { ComponentSpec } from '../runtime/runtime.ts';

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
  /** Its services, without Jaeger. `ports` published as in the tutorial. */
  readonly components: readonly ComponentSpec[];
  /** What load can be told to ask the entry for instead, by name. */
  readonly variants?: readonly RequestVariant[];
}

/** A request of the entry with another path. */
export interface RequestVariant {
  readonly name: string;
  readonly path: string;
  /** The trace that one such request leaves. */
  readonly expected: ExpectedSpan;
}
