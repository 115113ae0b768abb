import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/** What a route answers with. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Pieces of text that are made while they are sent, or bytes. */
  readonly body: Iterable<string> | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As much as is made before others get their turn. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Sends an answer piece by piece, no faster than the other side reads it, and lets other requests in between.
 * Stops when the other side is gone.
 *
 * @throws what making the body throws; the connection is then cut, so that nobody takes a part for the whole
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
    for (const chunk of chunks(body)) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
      await setImmediate();
    }
    response.end();
  } catch (failure) {
    response.destroy();
    throw failure;
  }
}

function* chunks(pieces: Iterable<string>): Iterable<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** Resolves when there is room again, or nobody to send to any more. */
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

export const text = (status: number, sentence: string): Answer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from(`${sentence}\n`),
});

export const NOT_FOUND = text(404, '404 page not found');

export const json = (body: Iterable<string>): Answer => ({
  status: 200,
  contentType: 'application/json',
  body,
});

/** Small values, made at once. */
export const jsonOf = (value: unknown): Answer => ({
  status: 200,
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
});
