import type { IncomingMessage } from 'node:http';
import { reasonOf } from '../../base/errors.ts';
import { encode } from '../../otlp/encode.ts';
import { RESPONSE, RPC_STATUS } from '../../otlp/fields.ts';
import { JaegerJson, requestFromJson } from '../../otlp/from-json.ts';
import { MalformedMessage } from '../../otlp/reader.ts';
import type { Answer } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import { listenHttp, type Listening, type ListenOptions } from '../http/listen.ts';
import { badRequest, type Reason, Refusal } from '../http/refusal.ts';
import { described } from '../http/refused.ts';
import { Room } from '../http/room.ts';
import type { Rejected, SpanStore } from '../store/create-span-store.ts';
import { inTurns, type Work } from '../turns.ts';
import { adviceOnTimes, partialSuccess } from './partial-success.ts';

export interface OtlpHttpOptions extends ListenOptions {
  /** Of a body, both as it is sent and decompressed. 20 MiB, as in Jaeger. */
  readonly maxBodyBytes?: number;
  /** Of all bodies that are being received. */
  readonly maxBytesAtOnce?: number;
}

const MAX_BODY_BYTES = 20 << 20;

/** Several of the largest bodies. */
const MAX_BYTES_AT_ONCE = 128 << 20;

/** What a status of HTTP is called in gRPC. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 500: 13, 503: 14 };

/** One of OTLP's two encodings: a request is answered in its own. */
interface Encoding {
  readonly type: string;
  /** Encodes the body as protobuf, unless it is. */
  request?(body: Buffer): Work<Buffer>;
  response(rejected: Rejected): Uint8Array;
  readonly error: (status: { readonly code: number; readonly message: string }) => Uint8Array;
}

const PROTOBUF: Encoding = {
  type: 'application/x-protobuf',
  response: (rejected) => encode(RESPONSE, partialSuccess(rejected)),
  error: (status) => encode(RPC_STATUS, status),
};

const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

const JSON_ENCODING: Encoding = {
  type: 'application/json',
  request: (body) => requestFromJson(body.toString('utf8')),
  response: (rejected) => jsonBytes({ partialSuccess: {}, ...partialSuccess(rejected) }),
  error: jsonBytes,
};

/**
 * Receives OTLP over HTTP: `POST /v1/traces`, protobuf or JSON, plain or compressed.
 *
 * @throws node's error when the port cannot be listened on
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function listenOtlpHttp(
  store: Pick<SpanStore, 'adding'>,
  { maxBodyBytes = MAX_BODY_BYTES, maxBytesAtOnce, ...where }: OtlpHttpOptions,
): Promise<Listening> {
  const room = new Room(maxBytesAtOnce ?? MAX_BYTES_AT_ONCE);
  return listenHttp(async (request) => {
    const note = (reason: Reason, advice: string): void =>
      where.onRefused?.(reason, described(request), advice);
    const encoding = encodingOf(request, note);
    if ('status' in encoding) return encoding;
    try {
      const body = await readBody(request, maxBodyBytes, room);
      const message = encoding.request ? await inTurns(encoding.request(body)) : body;
      const stored = await inTurns(store.adding(message));
      if (stored.timeUnit) note('time-unit', adviceOnTimes(stored.timeUnit));
      return answer(200, encoding.type, encoding.response(stored));
    } catch (failure) {
      const refusal = refusalOf(failure);
      if (refusal.reason) note(refusal.reason, `refused, ${refusal.message}`);
      if (refusal.status === 500 && !request.errored)
        where.onError?.(`cannot store a request: ${reasonOf(failure)}`);
      return refusalAnswer(refusal, encoding, request);
    }
  }, where);
}

function refusalAnswer(
  { status, message }: Refusal,
  { type, error }: Encoding,
  request: IncomingMessage,
): Answer {
  return answer(status, type, error({ code: RPC_CODES[status] ?? 0, message }), {
    // The rest of a body that is not read would be taken for the next request.
    ...(!request.readableEnded && { connection: 'close' }),
    ...(status === 503 && { 'retry-after': '1' }),
  });
}

/** Answers what is no OTLP request in plain text, as the Collector does. */
function encodingOf(
  { url = '', method, headers }: IncomingMessage,
  note: (reason: Reason, advice: string) => void,
): Encoding | Answer {
  const path = url.split('?', 1)[0] ?? '';
  if (path !== '/v1/traces') {
    note('path', NOT_KEPT.has(path) ? NO_TRACES : 'refused, traces are taken at /v1/traces');
    return plain(404, '404 page not found\n');
  }
  if (method !== 'POST') return plain(405, '405 method not allowed, supported: [POST]');
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const supported = [JSON_ENCODING, PROTOBUF];
  const found = supported.find((one) => one.type === type);
  if (found) return found;
  const types = supported.map((one) => one.type).join(', ');
  note('content-type', `refused, Content-Type must be one of ${types}`);
  return plain(415, `415 unsupported media type, supported: [${types}]`);
}

const NOT_KEPT: ReadonlySet<string> = new Set(['/v1/metrics', '/v1/logs']);
const NO_TRACES =
  'refused, only traces are kept; set OTEL_METRICS_EXPORTER=none and OTEL_LOGS_EXPORTER=none';

function refusalOf(failure: unknown): Refusal {
  if (failure instanceof MalformedMessage) {
    const reason = failure instanceof JaegerJson ? 'jaeger-json' : 'malformed';
    return badRequest(failure.message, { reason });
  }
  return failure instanceof Refusal ? failure : new Refusal(500, 'internal error');
}

const plain = (status: number, sentence: string): Answer =>
  answer(status, 'text/plain', Buffer.from(sentence));

const answer = (
  status: number,
  contentType: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, contentType, body, headers });
