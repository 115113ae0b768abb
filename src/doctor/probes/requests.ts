import type { Clock } from '../../base/clock.ts';
import { Interrupted } from '../../base/errors.ts';
import { parseTraceResponse, type ReportedTrace } from '../../load/trace-response.ts';
import type { OwnSpan } from '../../jaeger/own-spans.ts';
import { newIds, traceparent, whyNot } from './own-span.ts';

/** A request that the doctor can send. */
export interface Target {
  readonly method: string;
  readonly url: string;
}

export interface Sent {
  readonly failure?: string;
  readonly status?: number;
  readonly reported?: ReportedTrace;
}

const ANSWER_WITHIN_MS = 15_000;

/** Sends a request. @param header the value of its traceparent header, if it has one */
export async function send(
  { method, url }: Target,
  signal: AbortSignal,
  header?: string,
): Promise<Sent> {
  try {
    const answer = await fetch(url, {
      method,
      ...(header !== undefined && { headers: { traceparent: header } }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    await answer.arrayBuffer();
    const reported = parseTraceResponse(answer.headers.get('traceresponse') ?? '');
    return { status: answer.status, ...(reported && { reported }) };
  } catch (thrown) {
    if (signal.aborted) throw new Interrupted();
    return { failure: whyNot(thrown, ANSWER_WITHIN_MS) };
  }
}

const WARM_WITHIN_MS = 2_000;

/**
 * Sends a request that is not to be traced, whatever comes back: the first one loads code and opens connections, and
 * calls with short timeouts would then look different from those of every later request.
 */
export async function warmUp(target: Target, signal: AbortSignal): Promise<void> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(WARM_WITHIN_MS)]);
  await send(target, within, traceparent(newIds(), false)).catch(() => undefined);
}

/** Sends a request as a part of a trace of the doctor's own, whose root is the span that is returned. */
export async function sendTraced(
  target: Target,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ readonly sent: Sent; readonly span: OwnSpan }> {
  const ids = newIds();
  const startMs = clock.now();
  const sent = await send(target, signal, traceparent(ids));
  const { pathname } = new URL(target.url);
  return {
    sent,
    span: { ...ids, name: `${target.method} ${pathname}`, startMs, endMs: clock.now() },
  };
}
