import type { ComponentSpec } from '../runtime/runtime.ts';

/** A span of the expected hierarchy and what it calls, in the words of the spans themselves. */
export interface ExpectedSpan {
  readonly service: string;
  /** As the span is named: "GET /process"; a client span is named "GET". */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal' | 'producer' | 'consumer';
  readonly children: readonly ExpectedSpan[];
}

export interface Scenario {
  readonly name: string;
  /** One line: what it shows. */
  readonly about: string;
  /** The component that load is driven at. */
  readonly entry: { readonly component: string; readonly port: string; readonly path: string };
  /** The trace that one request of the entry leaves. */
  readonly expected: ExpectedSpan;
  /** Its services, without Jaeger. `ports` published as in the tutorial. */
  readonly components: readonly ComponentSpec[];
}
