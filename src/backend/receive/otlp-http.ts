import type { IncomingMessage, ServerResponse } from 'node:http';
import { reasonOf } from '../../base/errors.ts';
import type { SpanStore } from '../store/create-span-store.ts';
import { requestFromJson } from '../wire/from-json.ts';
import { MalformedMessage } from '../wire/reader.ts';
import {
  type PartialSuccess,
  responseBytes,
  responseJson,
  type RpcStatus,
  statusBytes,
} from '../wire/response.ts';
import { readBody, UnreadableBody } from './body.ts';
import { NoRoom, Room } from './room.ts';
import { listenHttp, type Listening, type ListenOptions } from './listening.ts';

export interface OtlpHttpOptions extends ListenOptions {
  /** Of a body, both as it is sent and decompressed. 20 MiB, as in Jaeger. */
  readonly maxBodyBytes?: number;
  /** Of all bodies that are being received. */
  readonly maxBytesAtOnce?: number;
  /** Told about what should not have happened. */
  readonly onError?: (sentence: string) => void;
}

const MAX_BODY_BYTES = 20 << 20;

/** Several of the largest bodies. */
const MAX_BYTES_AT_ONCE = 128 << 20;

const INVALID_ARGUMENT = 3;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** One of OTLP's two encodings: a request is answered in its own. */
interface Encoding {
  readonly type: string;
  request(body: Buffer): Buffer;
  response(answer: PartialSuccess): string | Buffer;
  status(status: RpcStatus): string | Buffer;
}

const PROTOBUF: Encoding = {
  type: 'application/x-protobuf',
  request: (body) => body,
  response: responseBytes,
  status: statusBytes,
};

const JSON_ENCODING: Encoding = {
  type: 'application/json',
  request: (body) => requestFromJson(body.toString('utf8')),
  response: responseJson,
  status: ({ code, message }) => JSON.stringify({ code, message }),
};

/**
 * Receives OTLP over HTTP: `POST /v1/traces`, protobuf or JSON, plain, gzip or deflate.
 *
 * @throws node's error when the port cannot be listened on
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function listenOtlpHttp(
  store: Pick<SpanStore, 'add'>,
  { maxBodyBytes = MAX_BODY_BYTES, maxBytesAtOnce, onError, ...where }: OtlpHttpOptions,
): Promise<Listening> {
  const room = new Room(maxBytesAtOnce ?? MAX_BYTES_AT_ONCE);
  const answerTo = async (request: IncomingMessage, encoding: Encoding) => {
    const body = await readBody(request, maxBodyBytes, room);
    return encoding.response(store.add(encoding.request(body)));
  };
  return listenHttp((request, response) => {
    const encoding = route(request, response);
    if (!encoding) return;
    answerTo(request, encoding).then(
      (answer) => respond(response, 200, encoding.type, answer),
      (failure: unknown) => {
        const [status, code, message] = failed(failure, request, onError);
        // The rest of a body that is not read would be taken for the next request.
        if (!request.readableEnded) response.setHeader('Connection', 'close');
        if (status === 503) response.setHeader('Retry-After', '1');
        respond(response, status, encoding.type, encoding.status({ code, message }));
      },
    );
  }, where);
}

/** Answers what is no OTLP request in plain text, as the Collector does. */
function route(request: IncomingMessage, response: ServerResponse): Encoding | undefined {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/v1/traces') refuse(response, 404, '404 page not found\n');
  else if (request.method !== 'POST')
    refuse(response, 405, '405 method not allowed, supported: [POST]');
  else {
    const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
    const encoding = [JSON_ENCODING, PROTOBUF].find((known) => known.type === type);
    if (encoding) return encoding;
    const supported = `${JSON_ENCODING.type}, ${PROTOBUF.type}`;
    refuse(response, 415, `415 unsupported media type, supported: [${supported}]`);
  }
  return undefined;
}

/** What a failure is answered with: in HTTP, in gRPC, and in words. */
function failed(
  failure: unknown,
  request: IncomingMessage,
  onError: OtlpHttpOptions['onError'],
): [status: number, code: number, message: string] {
  if (failure instanceof MalformedMessage || failure instanceof UnreadableBody)
    return [400, INVALID_ARGUMENT, failure.message];
  if (failure instanceof NoRoom) return [503, UNAVAILABLE, failure.message];
  // Who sent it may have gone: that is nothing to tell.
  if (!request.errored) onError?.(`cannot store a request: ${reasonOf(failure)}`);
  return [500, INTERNAL, 'internal error'];
}

const refuse = (response: ServerResponse, status: number, text: string): void =>
  respond(response, status, 'text/plain', text);

function respond(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
