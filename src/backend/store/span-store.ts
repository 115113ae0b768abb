import type { Resource, Scope, Span } from '../../otlp/types.ts';
import type { Work } from '../turns.ts';

/** A span with what it was sent under. Spans that were sent together share the same resource and scope objects. */
export interface StoredSpan {
  readonly resource: Resource;
  /** `service.name` of the resource, or "missing-service-name". */
  readonly service: string;
  readonly scope: Scope;
  /** In a large trace decoded anew each time that it is asked for, so that not all of them are there at once. */
  readonly span: Span;
}

/** The spans of a trace in the order in which they came, as they are when they are asked for. */
export interface StoredTrace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  spans(): StoredSpan[];
}

/** What a search asks. Everything but the limit must hold on one and the same span; the whole trace is found. */
export interface TraceQuery {
  /** Any service when absent. */
  readonly service?: string;
  readonly operation?: string;
  /** Nanoseconds since the epoch: the first that a span may start at, and the last. */
  readonly startMin: bigint;
  readonly startMax: bigint;
  readonly durationMin?: bigint;
  readonly durationMax?: bigint;
  /** Compared as strings, as Jaeger 2.20's memory store does. */
  readonly attributes: ReadonlyMap<string, string>;
  /** How many traces at most: the newest, by the start of their first span. */
  readonly limit: number;
}

export interface Operation {
  readonly name: string;
  /** OTLP's number. */
  readonly kind: number;
}

export interface DependencyLink {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** What the query API needs of a store. */
export interface SpanReader {
  services(): string[];
  /** Each name and kind once; empty for an unknown service. */
  operations(service: string): Operation[];
  trace(traceId: string): StoredTrace | undefined;
  /** Newest first. */
  search(query: TraceQuery): Work<StoredTrace[]>;
  /**
   * Pairs of a span and its parent by service, of the traces that begin in the window (nanoseconds since the epoch).
   * Pairs within one service are counted too, as Jaeger 2.20 does.
   */
  dependencies(startMin: bigint, startMax: bigint): Work<DependencyLink[]>;
}
