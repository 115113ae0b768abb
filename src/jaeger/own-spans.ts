import { randomBytes } from 'node:crypto';

/** A span of this program itself, sent to see whether it arrives. */
export interface OwnSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

export const newTraceId = (): string => randomBytes(16).toString('hex');
export const newSpanId = (): string => randomBytes(8).toString('hex');

/** Whose spans the program's own are: those of doctor, and what `up` sends to see that a storage keeps it. */
export const DOCTOR = 'jaeger-lab-doctor';
export const MARKER = 'jaeger-lab';

/** The numbers of OTLP. */
const KINDS = { internal: 1, client: 3 } as const;

/** As whose spans, and of which kind, they are sent. */
export interface Sender {
  readonly service: string;
  readonly kind: keyof typeof KINDS;
}

/** Spans as the body of a request in OTLP's JSON. */
export function otlpJson({ service, kind }: Sender, spans: readonly OwnSpan[]): string {
  const nanos = (ms: number): string => `${Math.round(ms * 1000)}000`;
  const sent = spans.map(({ startMs, endMs, ...rest }) => ({
    ...rest,
    kind: KINDS[kind],
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(endMs),
  }));
  const attributes = [{ key: 'service.name', value: { stringValue: service } }];
  const scopeSpans = [{ scope: { name: service }, spans: sent }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans }] });
}

/**
 * Posts spans as OTLP over HTTP, in JSON.
 *
 * @param url "http://localhost:4318"
 * @returns the response, with its body still to be read
 * @throws what `fetch` throws
 */
export const postSpans = (
  url: string,
  sender: Sender,
  spans: readonly OwnSpan[],
  signal: AbortSignal,
): Promise<Response> =>
  fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: otlpJson(sender, spans),
    signal,
  });
