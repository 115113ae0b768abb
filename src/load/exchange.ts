import type { Dispatcher } from 'undici';
import { failureOf, type Failure } from './failure.ts';
import { nowMs } from './now.ts';
import type { RequestRecord } from './request-record.ts';
import { parseTraceResponse, type ReportedTrace } from './trace-response.ts';

/** @param record undefined when the exchange was cancelled, or never begun on a closed connection */
export type OnEnd = (record: RequestRecord | undefined) => void;

/**
 * One request and what comes back, told by undici's events. The first thing that ends it decides; what undici says
 * after that, of a connection torn down for instance, no longer counts.
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

  onRequestStart(): void {
    this.#sentMs = nowMs();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#trace = parseTraceResponse(headers['traceresponse']);
  }

  /** The body is read to its end, for the time that takes, and dropped. */
  onResponseData(): void {
    // Nothing is kept.
  }

  onResponseEnd(): void {
    const status = this.#status ?? 0;
    this.end(status >= 400 ? { kind: 'http-status', reason: '' } : undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end(failureOf(error));
  }

  end(failure: Failure | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const record: RequestRecord = {
      dueMs: this.#dueMs,
      sentMs: this.#sentMs,
      finishedMs: nowMs(),
      status: this.#status,
      failure: failure?.kind,
      traceId: this.#trace?.traceId,
      sampled: this.#trace?.sampled,
    };
    const { request, fault } = this.#told;
    this.#onEnd({
      ...(request !== undefined && { request }),
      ...record,
      ...(failure?.reason && { reason: failure.reason }),
      ...(fault !== undefined && { fault }),
    });
  }

  cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(undefined);
  }
}
