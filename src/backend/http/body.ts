import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflate } from 'node:zlib';
import { badRequest, Refusal } from './refusal.ts';
import type { Place, Room } from './room.ts';

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
  zlib: () => createInflate(),
};

/**
 * The body of a request, decompressed. No more than `maxBytes` of it is kept, compressed or not.
 *
 * @throws Refusal when it is larger, not compressed as Content-Encoding says or in an unknown way, or finds no room
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  room: Room,
): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
  using place = room.place();
  if (encoding === '' || encoding === 'identity') return await collected(request, maxBytes, place);
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding]?.() : undefined;
  if (decoder === undefined) throw badRequest(`unsupported "Content-Encoding": ${encoding}`);
  let body = Buffer.alloc(0);
  try {
    await pipeline(request, bounded(maxBytes), decoder, async (chunks: AsyncIterable<Buffer>) => {
      body = await collected(chunks, maxBytes, place);
    });
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw badRequest('the body is not compressed as Content-Encoding says', cause);
  }
  return body;
}

const bounded = (maxBytes: number) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let length = 0;
    for await (const chunk of chunks) {
      length += chunk.length;
      // Jaeger's words.
      if (length > maxBytes) throw badRequest('http: request body too large');
      yield chunk;
    }
  };

async function collected(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
  place: Place,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of bounded(maxBytes)(source)) {
    place.take(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
