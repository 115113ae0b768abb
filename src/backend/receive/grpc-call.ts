import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { reasonOf } from '../../base/errors.ts';
import { decompressed, ENCODINGS, isKnownEncoding } from '../http/decompress.ts';
import { type Reason, Refusal } from '../http/refusal.ts';
import { type OnRefused, peerOf, printable } from '../http/refused.ts';
import type { SharedRoom } from './shared-room.ts';

/** @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const RPC = {
  ok: 0,
  invalidArgument: 3,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

/** An answer that is an error; the details are for the client. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  /** Of the refusals that are counted. */
  readonly reason: Reason | undefined;

  constructor(code: number, details: string, reason?: Reason) {
    super(details);
    this.code = code;
    this.reason = reason;
  }
}

/** @param from the call in the words of a log line */
export type Unary = (message: Buffer, from: string) => Promise<Buffer> | Buffer;

export interface CallLimits {
  /** 4 MiB, gRPC's own default; a larger message is RESOURCE_EXHAUSTED. */
  readonly maxMessageBytes: number;
  /** A message that is not complete by then is given up. */
  readonly withinMs: number;
}

export interface CallContext {
  readonly methods: Readonly<Record<string, Unary>>;
  readonly room: SharedRoom;
  readonly limits: CallLimits;
  readonly onRefused: OnRefused | undefined;
  readonly onError: ((sentence: string) => void) | undefined;
}

/** A byte that says whether the message is compressed, and its length in four. */
const PREFIX = 5;

/** One unary call, from its headers to its trailers. */
export class Call {
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #context: CallContext;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #isAnswered = false;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, context: CallContext) {
    this.#stream = stream;
    this.#headers = headers;
    this.#context = context;
  }

  begin(): void {
    const { methods } = this.#context;
    this.#stream.on('error', () => undefined);
    if (!this.#isGrpc()) return;
    const path = this.#headers[':path'] ?? '';
    const method = Object.hasOwn(methods, path) ? methods[path] : undefined;
    if (method) this.#receive(method);
    else this.#fail(new RpcError(RPC.unimplemented, `unknown method ${path}`, 'path'));
  }

  #isGrpc(): boolean {
    const isType = (this.#headers['content-type'] ?? '').startsWith('application/grpc');
    if (isType && this.#headers[':method'] === 'POST') return true;
    this.#end({ ':status': isType ? 405 : 415 });
    const advice =
      'refused, this port takes gRPC only; send OTLP over HTTP to its own port, 4318 by default';
    this.#context.onRefused?.('protocol', this.#description(), advice);
    return false;
  }

  #receive(method: Unary): void {
    const stream = this.#stream;
    const { room, limits } = this.#context;
    const giveUp = (why: string) => (): void =>
      this.#fail(new RpcError(RPC.unavailable, why, 'busy'));
    const busy = giveUp('too much is being received at once, try again');
    const place = room.place(stream.session, busy);
    const late = `the request did not come to its end within ${limits.withinMs} ms`;
    const watch = setTimeout(giveUp(late), limits.withinMs).unref();
    stream.on('close', () => {
      clearTimeout(watch);
      place.leave();
    });
    stream.on('data', (chunk: Buffer) => {
      if (this.#isAnswered) return;
      this.#length += chunk.length;
      this.#chunks.push(chunk);
      place.take(chunk.length);
      if (this.#length > limits.maxMessageBytes + PREFIX) this.#fail(tooLarge(limits));
    });
    stream.on('end', () => {
      clearTimeout(watch);
      void this.#answer(method);
    });
  }

  async #answer(method: Unary): Promise<void> {
    if (this.#isAnswered) return;
    try {
      this.#succeed(await method(await this.#message(), this.#description()));
    } catch (failure) {
      this.#fail(failure);
    }
  }

  async #message(): Promise<Buffer> {
    const body = Buffer.concat(this.#chunks);
    const { limits } = this.#context;
    if (body.length < PREFIX || body.length !== PREFIX + body.readUInt32BE(1))
      throw new RpcError(RPC.internal, 'the body is not exactly one message', 'malformed');
    const message = body.subarray(PREFIX);
    if (body[0] === 0) return message;
    const encoding = String(this.#headers['grpc-encoding'] ?? 'identity');
    if (!isKnownEncoding(encoding))
      throw new RpcError(RPC.unimplemented, `unsupported grpc-encoding: ${encoding}`, 'encoding');
    return decompressed(encoding, message, limits.maxMessageBytes);
  }

  #succeed(message: Buffer): void {
    const stream = this.#stream;
    if (this.#isAnswered || stream.destroyed) return;
    this.#isAnswered = true;
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(RPC.ok) }));
    stream.respond(HEADERS, { waitForTrailers: true });
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
  }

  #fail(failure: unknown): void {
    if (this.#isAnswered || this.#stream.destroyed) return;
    const { code, message, reason } = this.#errorOf(failure);
    if (reason) this.#context.onRefused?.(reason, this.#description(), `refused, ${message}`);
    this.#end({
      ...HEADERS,
      'grpc-status': String(code),
      'grpc-message': percentEncoded(message),
    });
  }

  #errorOf(failure: unknown): RpcError {
    if (failure instanceof RpcError) return failure;
    if (!(failure instanceof Refusal)) {
      this.#context.onError?.(`cannot store a request: ${reasonOf(failure)}`);
      return new RpcError(RPC.internal, 'internal error');
    }
    if (failure.reason === 'too-large') return tooLarge(this.#context.limits);
    return new RpcError(RPC.internal, failure.message, failure.reason);
  }

  /** Answers without a message, and asks the client to send no more of its own. */
  #end(headers: Readonly<Record<string, string | number>>): void {
    this.#isAnswered = true;
    this.#chunks.length = 0;
    this.#stream.respond(headers, { endStream: true });
    this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  #description(): string {
    const agent = this.#headers['user-agent'] ?? 'no user agent';
    const { socket } = this.#stream.session ?? {};
    return printable(`${this.#headers[':path']} from ${socket ? peerOf(socket) : '?'} (${agent})`);
  }
}

/** As the protocol wants it: printable ASCII stays, but for the percent sign. */
const percentEncoded = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replaceAll(
      /[^ -$&-~]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );

const tooLarge = ({ maxMessageBytes }: CallLimits): RpcError =>
  new RpcError(
    RPC.resourceExhausted,
    `the message is larger than ${maxMessageBytes} bytes`,
    'too-large',
  );

const HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': ['identity', ...ENCODINGS].join(),
};
