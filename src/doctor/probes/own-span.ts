import { reasonOf } from '../../base/errors.ts';
import { DOCTOR, newSpanId, newTraceId, type OwnSpan, postSpans } from '../../jaeger/own-spans.ts';

type Ids = Pick<OwnSpan, 'traceId' | 'spanId'>;

export const newIds = (): Ids => ({ traceId: newTraceId(), spanId: newSpanId() });

export const traceparent = ({ traceId, spanId }: Ids, isSampled = true): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

const ANSWER_WITHIN_MS = 3_000;

/**
 * Sends spans of the doctor.
 *
 * @param url "http://localhost:4318"
 * @returns undefined when they were accepted, else why not
 */
export async function sendSpans(
  url: string,
  spans: readonly OwnSpan[],
): Promise<string | undefined> {
  const sender = { service: DOCTOR, kind: 'client' as const };
  try {
    const answer = await postSpans(url, sender, spans, AbortSignal.timeout(ANSWER_WITHIN_MS));
    await answer.arrayBuffer();
    return answer.ok ? undefined : `POST /v1/traces was answered with status ${answer.status}`;
  } catch (thrown) {
    return whyNot(thrown, ANSWER_WITHIN_MS);
  }
}

/** The reason of a failed `fetch`, whose own message only says that it failed. */
export function whyNot(thrown: unknown, withinMs: number): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `timed out after ${withinMs / 1000} s`;
  return reasonOf(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown);
}
