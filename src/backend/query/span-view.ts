import type { Resource, Scope, Span } from '../otlp.ts';

/** A span as it is given out, with what Jaeger would remark about it. */
export interface SpanView {
  readonly resource: Resource;
  readonly service: string;
  readonly scope: Scope;
  readonly span: Span;
  readonly warnings: readonly string[];
}

export interface TraceView {
  readonly traceId: string;
  readonly spans: readonly SpanView[];
}
