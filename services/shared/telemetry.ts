/** What the tracing preload tells the service that it was loaded into. */
export interface Telemetry {
  readonly serviceName: string;
  /** For the start line: where spans go, and how many of them. */
  readonly summary: string;
  /** Sends what still waits to be sent. Resolves within about a second, whether or not anybody takes it. */
  flush(): Promise<void>;
  /** What the request that is being answered carries as W3C baggage under `key`, decoded. */
  baggage(key: string): string | undefined;
  /** Sets an attribute of the span of the request that is being answered. */
  annotate(key: string, value: string): void;
}

/**
 * The preload and the service are two bundles in one process: neither can import the other, and the service also
 * runs without the preload. They meet here.
 */
const MEETING_POINT = Symbol.for('jaeger-lab.telemetry');

interface Meeting {
  [MEETING_POINT]?: Telemetry;
}

export function announceTelemetry(telemetry: Telemetry): void {
  (globalThis as Meeting)[MEETING_POINT] = telemetry;
}

/** Undefined in a process that was started without the preload. */
export function findTelemetry(): Telemetry | undefined {
  return (globalThis as Meeting)[MEETING_POINT];
}
