/** What the tracing preload tells the service that it was loaded into. */
export interface Telemetry {
  readonly serviceName: string;
  /** For the start line: where spans go, and how many of them. */
  readonly summary: string;
  /** Sends what still waits to be sent. Resolves within about a second, whether or not anybody takes it. */
  flush(): Promise<void>;
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
