import { setTimeout as sleep } from 'node:timers/promises';
import { diag } from '@opentelemetry/api';
import { type NodeSDKConfiguration, core } from '@opentelemetry/sdk-node';
import { SpansLost } from './diagnostics.ts';

type SpanExporter = NodeSDKConfiguration['traceExporter'];
type Spans = Parameters<SpanExporter['export']>[0];
type Done = Parameters<SpanExporter['export']>[1];

/** Minimum time between two connections to a collector that cannot be reached. */
const RECONNECT_MS = 1_000;

/**
 * Passes spans to a real exporter and logs the result: one line when the collector cannot be reached, not one per
 * batch; one when it accepts spans again; one at the end if more were lost than reported.
 */
export class ReportingExporter implements SpanExporter {
  readonly #endpoint: string;
  readonly #connect: () => SpanExporter;
  #exporter: SpanExporter;
  #connectedAt = Date.now();
  #reconnected: Promise<void> | undefined;
  /** Passed on and not yet acknowledged. */
  #underway = 0;
  /** Lost since the collector last accepted spans. */
  #lost = 0;
  #lostAsSaid = 0;
  readonly #reasonsSaid = new Set<string>();

  /**
   * @param endpoint for the log
   * @param connect makes an exporter with a new connection: gRPC itself waits up to two minutes before it retries a
   *   lost connection, and all spans of that time would be lost
   */
  constructor(endpoint: string, connect: () => SpanExporter) {
    this.#endpoint = endpoint;
    this.#connect = connect;
    this.#exporter = connect();
  }

  export(spans: Spans, done: Done): void {
    this.#underway += spans.length;
    if (this.#lost === 0) this.#pass(spans, done);
    else void this.#reconnect().then(() => this.#pass(spans, done));
  }

  #pass(spans: Spans, done: Done): void {
    this.#exporter.export(spans, ({ code, error }) => {
      this.#underway -= spans.length;
      if (code === core.ExportResultCode.SUCCESS) {
        this.#delivered();
        done({ code });
      } else {
        const reason = reasonOf(error);
        this.#failed(spans.length, reason);
        done({ code, error: new SpansLost(reason) });
      }
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }

  /** Logs losses that have not been reported yet, including unacknowledged spans. Call it last. */
  conclude(): void {
    const lost = this.#lost + this.#underway;
    if (lost > this.#lostAsSaid)
      diag.error(`${counted(lost)} could not be sent to ${this.#endpoint}`);
  }

  /** A connection that failed may refuse spans after the collector is back: they wait for a new one. */
  async #reconnect(): Promise<void> {
    this.#reconnected ??= sleep(Math.max(0, this.#connectedAt + RECONNECT_MS - Date.now())).then(
      () => {
        void this.#exporter.shutdown();
        this.#connectedAt = Date.now();
        this.#exporter = this.#connect();
        this.#reconnected = undefined;
      },
    );
    await this.#reconnected;
  }

  #delivered(): void {
    if (this.#lost > 0)
      diag.warn(`${this.#endpoint} accepts spans again; ${counted(this.#lost)} lost`);
    this.#lost = 0;
    this.#lostAsSaid = 0;
    this.#reasonsSaid.clear();
  }

  #failed(spans: number, reason: string): void {
    this.#lost += spans;
    if (this.#reasonsSaid.has(reason)) return;
    this.#reasonsSaid.add(reason);
    this.#lostAsSaid = this.#lost;
    diag.error(`cannot send spans to ${this.#endpoint} (${reason}): ${this.#lost} lost so far`);
  }
}

const counted = (spans: number): string => (spans === 1 ? '1 span' : `${spans} spans`);

/** Extracts the reason from gRPC's message: "… Last error: Error: connect ECONNREFUSED …. Resolution note: …". */
function reasonOf(error: Error | undefined): string {
  const text = error && 'details' in error ? String(error.details) : error?.message;
  const inner = /Last error: (?:Error: )?(.*?)(?:\. Resolution note|$)/s.exec(text ?? '')?.[1];
  return (inner ?? text ?? 'no reason given').trim();
}
