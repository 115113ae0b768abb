import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from '../../base/errors.ts';
import { type Answer, text } from './answer.ts';
import { hostGuard } from './guard.ts';
import { send } from './send.ts';

export type AnswerTo = (request: IncomingMessage) => Answer | Promise<Answer>;

export interface ListenOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Names, without a port, that the server is reached by besides localhost and its address. */
  readonly allowedHosts?: readonly string[];
  /** Called with unexpected failures, which the client does not see. */
  readonly onError?: (sentence: string) => void;
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
 * Answers HTTP requests that come from this machine or by an allowed name.
 *
 * @throws node's error (EADDRINUSE and the like)
 */
export async function listenHttp(
  answerTo: AnswerTo,
  { host = LOCALHOST, port, allowedHosts, onError }: ListenOptions,
): Promise<Listening> {
  const refusalOf = hostGuard(allowedHosts);
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const answer = refusalOf(request) ?? (await answerTo(request));
      await send(response, answer, request.method !== 'HEAD');
    } catch (failure) {
      onError?.(`cannot answer ${request.url ?? ''}: ${reasonOf(failure)}`);
      if (!response.headersSent) await send(response, text(500, 'Internal Server Error'), true);
    }
  };
  const server = createServer(TIMEOUTS, (request, response) => void respond(request, response));
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
