import type { Resource, Scope, Span } from '../../otlp/types.ts';

/** A span as it is given out. */
export interface SpanView {
  readonly resource: Resource;
  readonly service: string;
  readonly scope: Scope;
  /** The work of decoding it, each time anew in a large trace. */
  readonly read: () => ReadSpan;
}

export interface ReadSpan {
  readonly span: Span;
  /** What Jaeger would remark about it. */
  readonly warnings: readonly string[];
}

export interface TraceView {
  readonly traceId: string;
  readonly spans: readonly SpanView[];
}
