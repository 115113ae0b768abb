import type { Clock } from '../base/clock.ts';
import { LabError, reasonOf } from '../base/errors.ts';
import { waitUntil } from '../base/wait-until.ts';
import { MARKER, newSpanId, newTraceId, postSpans } from '../jaeger/own-spans.ts';
import type { TraceSource } from './await-traces.ts';

export interface ReadBack {
  /** Base URLs of every OTLP/HTTP receiver. */
  readonly collectors: readonly string[];
  /** Every query. */
  readonly queries: readonly TraceSource[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** With a buffer and a storage that creates its index, the first span takes seconds. */
const READABLE_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;

/**
 * Sends one span to each collector and waits until each query has them all: health and status codes do not prove that
 * spans are stored.
 *
 * @returns milliseconds from the first request until the last query had them
 * @throws LabError when a collector refuses its span, or they do not become readable within 60 s; Interrupted
 */
export async function readBack({ collectors, queries, clock, signal }: ReadBack): Promise<number> {
  const traceId = newTraceId();
  const beganAt = clock.now();
  await Promise.all(collectors.map((url) => send(url, traceId, beganAt, signal)));
  let reason = '';
  const areThere = async (): Promise<true | undefined> => {
    const found = await Promise.all(
      queries.map((query) =>
        query.trace(traceId).catch((error: unknown) => {
          if (!(error instanceof LabError)) throw error;
          reason = error.message;
          return undefined;
        }),
      ),
    );
    return found.every((trace) => trace?.spans.length === collectors.length) || undefined;
  };
  await waitUntil(
    'a span to travel from the collector through the storage to the query',
    areThere,
    { timeoutMs: READABLE_WITHIN_MS, everyMs: ASK_EVERY_MS, signal },
    clock,
    () =>
      Promise.resolve({
        evidence: reason === '' ? [] : [reason],
        hint: 'see what collector, storage and query wrote: jaeger-lab logs',
      }),
  );
  return clock.now() - beganAt;
}

async function send(
  url: string,
  traceId: string,
  atMs: number,
  signal: AbortSignal,
): Promise<void> {
  const startMs = Math.round(atMs);
  const span = { traceId, spanId: newSpanId(), name: 'up', startMs, endMs: startMs + 1 };
  const sender = { service: MARKER, kind: 'internal' as const };
  const refused = (why: string): LabError =>
    new LabError(`the collector at ${url} did not accept a span: ${why}`, {
      hint: 'jaeger-lab logs collector',
    });
  const answer = await postSpans(url, sender, [span], signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw refused(reasonOf(cause));
  });
  if (!answer.ok) throw refused(`HTTP ${answer.status}`);
}
