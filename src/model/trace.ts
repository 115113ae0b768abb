import type { Micros } from './units.ts';

export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
/** `no-end`: it never ended, or its end was not recorded. Such a span is empty in normal form. */
export type EndFault = 'no-end' | 'ends-before-start';
export type SpanStatus = 'unset' | 'ok' | 'error';

/** An integer outside ±2^53 is a bigint; bytes are base64 text. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface SpanEvent {
  readonly name: string;
  readonly timeUs: Micros;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** What sent the span: one process of one service. Spans of the same process share the object where the wire does. */
export interface Resource {
  readonly service: string;
  /** Without `service.name`, which is `service`. */
  readonly attributes: Attributes;
}

/**
 * One span in normal form, the same from every Jaeger and every one of its APIs.
 *
 * The interval is half-open: [startUs, startUs + durationUs). `startUs` and `durationUs` are floored to whole
 * microseconds; what is below is kept in `startNanos` and `endNanos` (0 to 999).
 *
 * @see docs/definitions.md#normal-form
 */
export interface Span {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** Whether or not the parent was received; undefined for a root. */
  readonly parentSpanId: string | undefined;
  readonly resource: Resource;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startUs: Micros;
  readonly startNanos: number;
  readonly durationUs: Micros;
  readonly endNanos: number;
  /** Undefined for a span that ends at or after its start. */
  readonly endFault?: EndFault | undefined;
  /** By how much an analysis has moved it, because the clock that recorded it disagrees with others. */
  readonly movedUs?: Micros | undefined;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly scope: { readonly name: string; readonly version: string };
  /** What Jaeger itself remarked about the span, each once. */
  readonly warnings: readonly string[];
}

/** Why a trace is incomplete; each is counted, and such a trace is left out of rankings. */
export type TraceProblem =
  | { readonly kind: 'no-root' }
  | { readonly kind: 'orphan'; readonly spanId: string; readonly parentSpanId: string }
  /** From the earliest span, which becomes a top, down to its parent. */
  | { readonly kind: 'cycle'; readonly spanIds: readonly string[] }
  | { readonly kind: 'conflicting-span-id'; readonly spanId: string };

/**
 * The spans of one trace as a forest. Identical duplicates are merged; cycles are broken (the earliest span of
 * the cycle becomes a top); of spans that share an id but differ, the earliest is kept.
 */
export interface Trace {
  readonly traceId: string;
  /** By start, then by span id. */
  readonly spans: readonly Span[];
  /** Spans without a parent, by start. Empty when there is none. */
  readonly roots: readonly Span[];
  /**
   * Where a walk over every span begins, by start: the roots, the orphans, and the earliest span of each cycle.
   * The same as `roots` in a complete trace.
   */
  readonly tops: readonly Span[];
  /** Children of a span that were received, by start. */
  children(spanId: string): readonly Span[];
  /** The parent, if it was received and is not cut off by a broken cycle. */
  parent(span: Span): Span | undefined;
  /** Of spans that share an id but differ, those that are not kept. */
  readonly leftOut: readonly Span[];
  /** Empty for a complete trace. */
  readonly problems: readonly TraceProblem[];
}

export const endUs = (span: Span): Micros => (span.startUs + span.durationUs) as Micros;
