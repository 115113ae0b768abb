import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Duplex } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { NoRoom, type Place, type Room } from './room.ts';

/** A body that cannot be read; the sentence is for whoever sent it. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
}

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
  zlib: () => createInflate(),
};

/**
 * The body of a request, decompressed. No more of it is kept than `maxBytes`, whatever it is compressed to.
 *
 * @throws UnreadableBody when it is larger, or not compressed as it says, or as nobody can undo; NoRoom
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  room: Room,
): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
  const isPlain = encoding === '' || encoding === 'identity';
  if (!isPlain && !Object.hasOwn(DECODERS, encoding))
    throw new UnreadableBody(`unsupported "Content-Encoding": ${encoding}`);
  const decoder = DECODERS[encoding]?.();
  using place = room.place();
  return decoder
    ? await decompressed(request, decoder, maxBytes, place)
    : await collected(request, maxBytes, place);
}

async function decompressed(
  request: IncomingMessage,
  decoder: Duplex,
  maxBytes: number,
  place: Place,
): Promise<Buffer> {
  const body: Buffer[] = [];
  try {
    await pipeline(request, bounded(maxBytes), decoder, async (chunks: AsyncIterable<Buffer>) => {
      body.push(await collected(chunks, maxBytes, place));
    });
  } catch (cause) {
    if (cause instanceof UnreadableBody || cause instanceof NoRoom) throw cause;
    throw new UnreadableBody('the body is not compressed as Content-Encoding says', { cause });
  }
  return Buffer.concat(body);
}

/** What is compressed has the same limit as what comes of it. */
const bounded = (maxBytes: number) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let length = 0;
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge();
      yield chunk;
    }
  };

async function collected(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
  place: Place,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bounded(maxBytes)(source)) {
    place.take(chunk.length);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Jaeger's words. */
const tooLarge = (): UnreadableBody => new UnreadableBody('http: request body too large');
