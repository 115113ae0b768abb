import { randomBytes } from 'node:crypto';
import { reasonOf } from '../../base/errors.ts';

/** The service that the doctor's own spans belong to. */
export const DOCTOR = 'jaeger-lab-doctor';

export interface OwnSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

export const newIds = (): Pick<OwnSpan, 'traceId' | 'spanId'> => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
});

export const traceparent = ({ traceId, spanId }: Pick<OwnSpan, 'traceId' | 'spanId'>): string =>
  `00-${traceId}-${spanId}-01`;

const CLIENT = 3;
const ANSWER_WITHIN_MS = 3_000;

/**
 * Sends spans as OTLP over HTTP, in JSON.
 *
 * @param url "http://localhost:4318"
 * @returns undefined when they were accepted, else why not
 */
export async function sendSpans(
  url: string,
  spans: readonly OwnSpan[],
): Promise<string | undefined> {
  const nanos = (ms: number): string => `${Math.round(ms * 1000)}000`;
  const attribute = { key: 'service.name', value: { stringValue: DOCTOR } };
  const document = {
    resourceSpans: [
      {
        resource: { attributes: [attribute] },
        scopeSpans: [
          {
            scope: { name: DOCTOR },
            spans: spans.map(({ startMs, endMs, ...ids }) => ({
              ...ids,
              kind: CLIENT,
              startTimeUnixNano: nanos(startMs),
              endTimeUnixNano: nanos(endMs),
            })),
          },
        ],
      },
    ],
  };
  try {
    const answer = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(document),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
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
