import { LabError } from '../base/errors.ts';
import { type BaseUrl, OTLP_RECEIVER, parseBaseUrl } from './base-url.ts';
import type { Credentials } from './credentials.ts';
import { openHttp } from './http.ts';
import { asksForLogin, isOtlpAnswer, LOGIN_TO_RECEIVER } from './otlp-answer.ts';

export interface OtlpSenderOptions {
  /** Of an OTLP receiver over HTTP, with or without /v1/traces. */
  readonly url: string;
  readonly credentials?: Credentials | undefined;
  readonly signal: AbortSignal;
}

export interface OtlpSender extends AsyncDisposable {
  readonly url: string;
  /**
   * Sends one ExportTraceServiceRequest in JSON.
   *
   * @returns how many spans the receiver refused, and why
   * @throws LabError where the request as a whole was refused, or not answered
   */
  send(request: string): Promise<Refused>;
}

export interface Refused {
  readonly spans: number;
  readonly reason: string;
}

const PATH = '/v1/traces';
const TIMEOUT_MS = 30_000;
const MOST_BYTES = 1 << 20;

/** @param url with or without /v1/traces @throws LabError (usage) when it is not an http or https URL */
export const receiverAt = (url: string): BaseUrl =>
  parseBaseUrl(url.replace(/\/v1\/traces\/*$/, ''), { server: OTLP_RECEIVER });

/** @throws LabError (usage) when `url` is not an http or https URL */
export function openOtlpSender({ url, credentials, signal }: OtlpSenderOptions): OtlpSender {
  const base = receiverAt(url);
  const options = { timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES, signal, credentials };
  const http = openHttp(base, options, 'the OTLP receiver');
  return {
    url: base.url,
    async send(request) {
      const { status, body, location } = await http.post(PATH, request);
      if (status === 200) return refusedIn(body, base.url);
      const to = location === undefined ? undefined : `it redirects to ${location}`;
      const said = to ?? body.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
      throw new LabError(`${base.url}${PATH} refused the spans (${status}${said && `: ${said}`})`, {
        hint: asksForLogin({ status, location })
          ? LOGIN_TO_RECEIVER
          : `use the URL of an OTLP receiver over HTTP, such as ${OTLP_RECEIVER.example}`,
      });
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
}

/** Of the answer only partial success matters. @throws LabError for the page of another server */
function refusedIn(body: string, url: string): Refused {
  if (!isOtlpAnswer(body))
    throw new LabError(`${url} answers, but is not an OTLP receiver`, {
      hint: `use the URL of an OTLP receiver over HTTP, such as ${OTLP_RECEIVER.example}`,
    });
  const { partialSuccess = {} } = JSON.parse(body.trim() || '{}') as {
    partialSuccess?: { rejectedSpans?: number | string; errorMessage?: string } | null;
  };
  const { rejectedSpans = 0, errorMessage = '' } = partialSuccess ?? {};
  return { spans: Number(rejectedSpans), reason: errorMessage };
}
