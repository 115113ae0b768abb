import type { Dispatcher } from 'undici';
import { failureOf, type Failure, redirectTo } from './failure.ts';
import { nowMs } from './now.ts';
import type { RequestRecord } from './request-record.ts';
import type { OwnTrace } from './own-trace.ts';
import { headerIn, type ReportedTrace, traceResponseIn } from './trace-response.ts';

/** @param record undefined when the exchange was cancelled, or not started because the connection was closed */
export type OnEnd = (record: RequestRecord | undefined) => void;

interface By {
  readonly own?: OwnTrace | undefined;
  readonly certFile?: string | undefined;
}

/** Not 304, which is the answer to a conditional request. */
const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/**
 * One request and its response, from undici's events. The first event that ends it decides the result; later ones,
 * such as the error of a destroyed connection, are ignored.
 *
 * These handler methods get the raw headers. The ones that undici 7 prefers get an object that is built for each
 * response (measured: costs 10 % of the throughput).
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #dueMs: number;
  readonly #onEnd: OnEnd;
  readonly #known: Pick<RequestRecord, 'request' | 'fault'>;
  readonly #own: OwnTrace | undefined;
  readonly #certFile: string | undefined;
  #sentMs = nowMs();
  #status: number | undefined;
  #trace: ReportedTrace | undefined;
  #location: string | undefined;
  #ended = false;

  /**
   * @param known the fields of the record that are known before it is sent
   * @param by the trace that it starts, and the file of the client certificate that it presents
   */
  constructor(
    dueMs: number,
    onEnd: OnEnd,
    known: Pick<RequestRecord, 'request' | 'fault'> = {},
    { own, certFile }: By = {},
  ) {
    this.#known = known;
    this.#own = own;
    this.#certFile = certFile;
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
      if (isRedirect(status)) this.#location = headerIn(headers, 'location') ?? '';
      this.#trace = traceResponseIn(headers);
      if (this.#trace) this.#own?.onNamed();
      else this.#trace = this.#own && { traceId: this.#own.traceId, sampled: true };
    }
    return true;
  }

  /** The body is read to its end, because that is part of the response time, and dropped. */
  onData(): boolean {
    return true;
  }

  onComplete(): void {
    const status = this.#status ?? 0;
    if (this.#location !== undefined) this.end(redirectTo(this.#location));
    else this.end(status >= 400 ? { kind: 'http-status' } : undefined);
  }

  onError(error: Error): void {
    this.end(failureOf(error, this.#certFile));
  }

  end(failure: Failure | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const { request, fault } = this.#known;
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
