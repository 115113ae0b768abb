import type { Dispatcher } from 'undici';
import { failureOf, type Failure } from './failure.ts';
import { nowMs } from './now.ts';
import type { RequestRecord } from './request-record.ts';
import { type ReportedTrace, traceResponseIn } from './trace-response.ts';

/** @param record undefined when the exchange was cancelled, or never begun on a closed connection */
export type OnEnd = (record: RequestRecord | undefined) => void;

/**
 * One request and what comes back, told by undici's events. The first thing that ends it decides; what undici says
 * after that, of a connection torn down for instance, no longer counts.
 *
 * These are the handler methods that get the headers as they came. Those that undici 7 prefers get an object of all
 * headers, built anew for each answer (measured: a tenth of the throughput).
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #dueMs: number;
  readonly #onEnd: OnEnd;
  readonly #told: Pick<RequestRecord, 'request' | 'fault'>;
  #sentMs = nowMs();
  #status: number | undefined;
  #trace: ReportedTrace | undefined;
  #ended = false;

  /** @param told what is known of it beforehand */
  constructor(dueMs: number, onEnd: OnEnd, told: Pick<RequestRecord, 'request' | 'fault'> = {}) {
    this.#told = told;
    this.#dueMs = dueMs;
    this.#onEnd = onEnd;
  }

  get ended(): boolean {
    return this.#ended;
  }

  onConnect(): void {
    this.#sentMs = nowMs();
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    if (status >= 200) {
      this.#status = status;
      this.#trace = traceResponseIn(headers);
    }
    return true;
  }

  /** The body is read to its end, for the time that takes, and dropped. */
  onData(): boolean {
    return true;
  }

  onComplete(): void {
    const status = this.#status ?? 0;
    this.end(status >= 400 ? { kind: 'http-status' } : undefined);
  }

  onError(error: Error): void {
    this.end(failureOf(error));
  }

  end(failure: Failure | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const { request, fault } = this.#told;
    this.#onEnd({
      request,
      dueMs: this.#dueMs,
      sentMs: this.#sentMs,
      finishedMs: nowMs(),
      status: this.#status,
      failure: failure?.kind,
      traceId: this.#trace?.traceId,
      sampled: this.#trace?.sampled,
      reason: failure?.reason,
      fault,
    });
  }

  cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(undefined);
  }
}
