import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { reasonOf } from '../../base/errors.ts';
import { type Answer, text } from './answer.ts';
import { type Allowed, hostGuard } from './guard.ts';
import { Refusal } from './refusal.ts';
import { described, type OnRefused, peerOf } from './refused.ts';
import { send } from './send.ts';

export type AnswerTo = (request: IncomingMessage) => Answer | Promise<Answer>;

export interface ListenOptions extends Allowed {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Bytes of a request's header, its address included; 16 KiB by default. */
  readonly maxHeaderSize?: number;
  /** Called with unexpected failures, which the client does not see. */
  readonly onError?: (sentence: string) => void;
  readonly onRefused?: OnRefused;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Stops listening and ends all connections; resolves when the port is free again. */
  readonly close: () => Promise<void>;
}

export const LOCALHOST = '127.0.0.1';

/** Requests that are not complete by then are given up. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
};

/**
 * Answers HTTP requests that come from this machine or by an allowed name, and from no page but allowed ones.
 *
 * @throws node's error (EADDRINUSE and the like)
 */
export async function listenHttp(
  answerTo: AnswerTo,
  { host = LOCALHOST, port, maxHeaderSize, onError, onRefused, ...allowed }: ListenOptions,
): Promise<Listening> {
  const guard = hostGuard(allowed);
  const guarded = async (request: IncomingMessage): Promise<Answer> => {
    try {
      const origin = guard(request);
      if (origin === undefined) return await answerTo(request);
      const isAsking = request.method === 'OPTIONS';
      return withOrigin(origin, request, isAsking ? text(200, '') : await answerTo(request));
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      const { status, reason, message } = failure;
      if (reason) onRefused?.(reason, described(request), message);
      return { ...text(status, message), headers: { connection: 'close' } };
    }
  };
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await send(response, await guarded(request), request.method !== 'HEAD');
    } catch (failure) {
      onError?.(`cannot answer ${request.url ?? ''}: ${reasonOf(failure)}`);
      if (!response.headersSent) await send(response, text(500, 'Internal Server Error'), true);
    }
  };
  const limits = { ...TIMEOUTS, ...(maxHeaderSize !== undefined && { maxHeaderSize }) };
  const server = createServer(limits, (request, response) => void respond(request, response));
  server.on('clientError', (failure: Malformed, socket: Socket) => {
    refuseMalformed(failure, socket, onRefused);
  });
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });

/** What a browser must receive before it shows a page the answer, or sends what it has announced by OPTIONS. */
function withOrigin(origin: string, { headers }: IncomingMessage, answer: Answer): Answer {
  const wanted = headers['access-control-request-headers'];
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, HEAD, POST',
      ...(wanted !== undefined && { 'access-control-allow-headers': wanted }),
      'access-control-max-age': '7200',
      vary: 'Origin',
    },
  };
}

interface Malformed extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

const TLS_HANDSHAKE = 0x16;

const STATUS_BY_CODE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers bytes that are not HTTP/1, as node does, and names the two mistakes that they can show. */
function refuseMalformed({ code, rawPacket }: Malformed, socket: Socket, note?: OnRefused): void {
  const from = `a request from ${peerOf(socket)}`;
  if (rawPacket?.[0] === TLS_HANDSHAKE)
    note?.(
      'protocol',
      from,
      'refused, it speaks TLS and this port does not; use http:// instead of https://',
    );
  else if (rawPacket?.toString('latin1', 0, 5) === 'PRI *')
    note?.(
      'protocol',
      from,
      'refused, it speaks gRPC; send OTLP over gRPC to its own port, 4317 by default',
    );
  const status = STATUS_BY_CODE[code ?? ''] ?? '400 Bad Request';
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  else socket.destroy();
}
