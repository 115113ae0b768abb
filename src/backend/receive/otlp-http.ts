import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SpanStore } from '../store/create-span-store.ts';
import { requestFromJson } from '../wire/from-json.ts';
import { MalformedMessage } from '../wire/reader.ts';
import { type PartialSuccess, responseBytes, responseJson, statusBytes } from '../wire/response.ts';
import { readBody, UnreadableBody } from './body.ts';
import { listenHttp, type Listening, type ListenOptions } from './listening.ts';

export interface OtlpHttpOptions extends ListenOptions {
  /** Of a body, both as it is sent and decompressed. 20 MiB, as in Jaeger. */
  readonly maxBodyBytes?: number;
}

const MAX_BODY_BYTES = 20 << 20;

const INVALID_ARGUMENT = 3;

/** One of OTLP's two encodings: a request is answered in its own. */
interface Encoding {
  readonly type: string;
  request(body: Buffer): Buffer;
  response(answer: PartialSuccess): string | Buffer;
  status(message: string): string | Buffer;
}

const PROTOBUF: Encoding = {
  type: 'application/x-protobuf',
  request: (body) => body,
  response: responseBytes,
  status: (message) => statusBytes({ code: INVALID_ARGUMENT, message }),
};

const JSON_ENCODING: Encoding = {
  type: 'application/json',
  request: (body) => requestFromJson(body.toString('utf8')),
  response: responseJson,
  status: (message) => JSON.stringify({ code: INVALID_ARGUMENT, message }),
};

/**
 * Receives OTLP over HTTP: `POST /v1/traces`, protobuf or JSON, plain, gzip or deflate.
 *
 * @throws node's error when the port cannot be listened on
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function listenOtlpHttp(
  store: Pick<SpanStore, 'add'>,
  { maxBodyBytes = MAX_BODY_BYTES, ...where }: OtlpHttpOptions,
): Promise<Listening> {
  return listenHttp((request, response) => {
    const encoding = route(request, response);
    if (encoding) void receive(store, encoding, maxBodyBytes, request, response);
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

async function receive(
  store: Pick<SpanStore, 'add'>,
  encoding: Encoding,
  maxBodyBytes: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(request, maxBodyBytes);
    const answer = store.add(encoding.request(body));
    respond(response, 200, encoding.type, encoding.response(answer));
  } catch (failure) {
    if (failure instanceof MalformedMessage || failure instanceof UnreadableBody) {
      // The rest of a body that is not read would be taken for the next request.
      if (!request.readableEnded) response.setHeader('Connection', 'close');
      respond(response, 400, encoding.type, encoding.status(failure.message));
    } else if (request.errored) {
      // Who sent it has gone.
      response.destroy();
    } else {
      throw failure;
    }
  }
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
