import { reasonOf } from '../../base/errors.ts';
import type { OtherSignal } from '../facts.ts';
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

const SIGNALS: readonly OtherSignal[] = ['metrics', 'logs'];

/** The signals besides traces that a server has no path for. @param url "http://localhost:4318" */
export async function refusedSignals(url: string): Promise<OtherSignal[]> {
  const statuses = await Promise.all(SIGNALS.map((signal) => statusOf(`${url}/v1/${signal}`)));
  return SIGNALS.filter((_, i) => statuses[i] === 404);
}

/** Of an empty request; undefined where there was no response. */
const statusOf = (url: string): Promise<number | undefined> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => undefined,
  );

/** The reason of a failed `fetch`, whose own message only says that it failed. */
export function whyNot(thrown: unknown, withinMs: number): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `timed out after ${withinMs / 1000} s`;
  return reasonOf(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown);
}
