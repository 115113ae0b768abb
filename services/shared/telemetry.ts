export interface SpanIds {
  readonly trace_id: string;
  readonly span_id: string;
  /** "01": the trace is sampled. */
  readonly trace_flags: string;
}

/** The interface of the tracing preload for the service in its process. */
export interface Telemetry {
  readonly serviceName: string;
  /** For the start line: the endpoint and the sampler. */
  readonly summary: string;
  /** Exports the remaining spans. Resolves within about a second, even without a collector. */
  flush(): Promise<void>;
  /** The decoded W3C baggage entry `key` of the current request. */
  baggage(key: string): string | undefined;
  /** The ids of the current request's span, as a log line names them; undefined outside of a request. */
  spanIds(): SpanIds | undefined;
  /** Runs `work` without spans for what it asks of others. */
  untraced<T>(work: () => T): T;
  /** Sets an attribute of the current request's span. */
  annotate(key: string, value: string): void;
}

/**
 * The preload and the service are two bundles in one process. Neither can import the other, and the service also runs
 * without the preload. They communicate through this global.
 */
const MEETING_POINT = Symbol.for('jaeger-lab.telemetry');

interface Meeting {
  [MEETING_POINT]?: Telemetry;
}

export function announceTelemetry(telemetry: Telemetry): void {
  (globalThis as Meeting)[MEETING_POINT] = telemetry;
}

/** Undefined in a process without the preload. */
export function findTelemetry(): Telemetry | undefined {
  return (globalThis as Meeting)[MEETING_POINT];
}
