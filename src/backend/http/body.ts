import type { IncomingMessage } from 'node:http';
import { decompressed, isKnownEncoding } from './decompress.ts';
import { badRequest, tooLarge } from './refusal.ts';
import type { Room } from './room.ts';

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
  const isPlain = encoding === '' || encoding === 'identity';
  if (!isPlain && !isKnownEncoding(encoding))
    throw badRequest(`unsupported "Content-Encoding": ${encoding}`, { reason: 'encoding' });
  using place = room.place();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    place.take(chunk.length);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return isPlain ? body : await decompressed(encoding, body, maxBytes, place.take);
}
