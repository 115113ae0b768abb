import type { ServerResponse } from 'node:http';
import { Turns } from '../turns.ts';
import type { Answer } from './answer.ts';

/** How much text is made before it is sent. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Sends an answer piece by piece, no faster than the other side reads it, and lets other requests in between.
 * Stops when the other side is gone.
 *
 * @throws what making the body throws; the connection is then cut, so that no client takes a part for the whole
 */
export async function send(
  response: ServerResponse,
  answer: Answer,
  withBody: boolean,
): Promise<void> {
  const { status, contentType, body, headers } = answer;
  response.writeHead(status, {
    'content-type': contentType,
    'x-content-type-options': 'nosniff',
    ...headers,
    ...(body instanceof Uint8Array && { 'content-length': String(body.byteLength) }),
  });
  if (!withBody) return void response.end();
  if (body instanceof Uint8Array) return void response.end(body);
  try {
    if (Symbol.asyncIterator in body) await sendAsTheyCome(response, body);
    else await sendPieces(response, body);
  } catch (failure) {
    response.destroy();
    throw failure;
  }
}

async function sendPieces(response: ServerResponse, pieces: Iterable<string>): Promise<void> {
  const turns = new Turns();
  let text = '';
  for (const piece of pieces) {
    text += piece;
    const isFull = text.length >= CHUNK_CHARACTERS;
    if (!isFull && !turns.isOver()) continue;
    if (response.destroyed) return;
    if (isFull && !response.write(text)) await drained(response);
    if (isFull) text = '';
    await turns.next();
  }
  response.end(text);
}

/** Each piece at once, until there are no more or the other side is gone. */
async function sendAsTheyCome(
  response: ServerResponse,
  pieces: AsyncIterable<string>,
): Promise<void> {
  response.flushHeaders();
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

/** Resolves when there is room again, or the client is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
    if (response.destroyed) done();
  });
}
