import { LabError, reasonOf } from '../../base/errors.ts';
import { parseBaseUrl } from '../../jaeger/base-url.ts';
import type { Credentials } from '../../jaeger/credentials.ts';
import { DOCTOR, newSpanId, newTraceId, otlpJson, type OwnSpan } from '../../jaeger/own-spans.ts';
import type { HttpAnswer } from '../../jaeger/http.ts';
import { asksForLogin, isOtlpAnswer, LOGIN_TO_RECEIVER } from '../../jaeger/otlp-answer.ts';
import type { OtherSignal, Reach } from '../facts.ts';
import { problemOf } from './problem-of.ts';

type Ids = Pick<OwnSpan, 'traceId' | 'spanId'>;

export const newIds = (): Ids => ({ traceId: newTraceId(), spanId: newSpanId() });

export const traceparent = ({ traceId, spanId }: Ids, isSampled = true): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

const ANSWER_WITHIN_MS = 3_000;

const MOST_BYTES = 1 << 20;

/**
 * Sends spans of the doctor.
 *
 * @param url "http://localhost:4318"
 * @param credentials for the server in front of the receiver; a lab's needs none
 * @returns no problem when they were accepted
 */
export async function sendSpans(
  url: string,
  spans: readonly OwnSpan[],
  credentials?: Credentials,
): Promise<Reach> {
  try {
    const { status, body, location } = await post(
      url,
      '/v1/traces',
      otlpJson(SENDER, spans),
      credentials,
    );
    const access = asksForLogin({ status, location }) ? LOGIN_TO_RECEIVER : undefined;
    const to = location === undefined ? '' : `, which redirects to ${location}`;
    if (status >= 300)
      return { url, problem: `POST /v1/traces was answered with status ${status}${to}`, access };
    if (isOtlpAnswer(body)) return { url };
    return { url, problem: 'POST /v1/traces was answered with a page' };
  } catch (thrown) {
    if (thrown instanceof LabError) return { url, ...problemOf(thrown) };
    return { url, problem: whyNot(thrown, ANSWER_WITHIN_MS) };
  }
}

const SENDER = { service: DOCTOR, kind: 'client' as const };

/** @param credentials what sends them is only loaded for these */
const post = (
  url: string,
  path: string,
  body: string,
  credentials: Credentials | undefined,
): Promise<HttpAnswer> =>
  credentials ? postWith(credentials, url, path, body) : postPlainly(`${url}${path}`, body);

async function postPlainly(url: string, body: string): Promise<HttpAnswer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  return { status: answer.status, body: await answer.text(), location: undefined };
}

async function postWith(
  credentials: Credentials,
  url: string,
  path: string,
  body: string,
): Promise<HttpAnswer> {
  const { openHttp } = await import('../../jaeger/http.ts');
  const limits = { timeoutMs: ANSWER_WITHIN_MS, maxBytes: MOST_BYTES, signal: undefined };
  const http = openHttp(parseBaseUrl(url), { ...limits, credentials }, 'the OTLP receiver');
  try {
    return await http.post(path, body);
  } finally {
    await http.close();
  }
}

const SIGNALS: readonly OtherSignal[] = ['metrics', 'logs'];

/**
 * The signals besides traces that a server has no path for.
 *
 * @param url "http://localhost:4318"
 * @param credentials as of `sendSpans`
 */
export async function refusedSignals(
  url: string,
  credentials?: Credentials,
): Promise<OtherSignal[]> {
  // Undefined where there was no response.
  const statusOf = (signal: OtherSignal): Promise<number | undefined> =>
    post(url, `/v1/${signal}`, '{}', credentials).then(
      ({ status }) => status,
      () => undefined,
    );
  const statuses = await Promise.all(SIGNALS.map(statusOf));
  return SIGNALS.filter((_, i) => statuses[i] === 404);
}

/** The reason of a failed `fetch`, whose own message only says that it failed. */
export function whyNot(thrown: unknown, withinMs: number): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `timed out after ${withinMs / 1000} s`;
  return reasonOf(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown);
}
