import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { badRequest, Refusal, tooLarge } from './refusal.ts';
import { unsnapped } from './snappy.ts';

/** What `bytes` are the compressed form of, in chunks that are not much larger than `maxBytes`. */
type Decoder = (bytes: Buffer, maxBytes: number) => Readable;

const through =
  (decoderOf: (bytes: Buffer) => Duplex): Decoder =>
  (bytes) =>
    decoderOf(bytes).end(bytes);

/** HTTP's deflate has zlib's header, whose first byte ends in 8; some senders leave it out. */
const inflate = ([first = 0]: Buffer): Duplex =>
  (first & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw();

/** In Node 22.15 and later. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Duplex };

const PIECE = 16 << 10;

async function* unzstd(bytes: Buffer, maxBytes: number): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  let length = 0;
  const decoder = new Decompress((chunk) => {
    made.push(chunk.slice());
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
  });
  for (let at = 0; at < bytes.length; at += PIECE) {
    decoder.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    yield* made;
    made = [];
    await setImmediate();
  }
}

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: through(() => zlib.createGunzip()),
  zlib: through(inflate),
  deflate: through(inflate),
  zstd: createZstdDecompress
    ? through(createZstdDecompress)
    : (bytes, maxBytes) => Readable.from(unzstd(bytes, maxBytes)),
  snappy: (bytes, maxBytes) => Readable.from(unsnapped(bytes, maxBytes)),
  'x-snappy-framed': (bytes, maxBytes) => Readable.from(unsnapped(bytes, maxBytes)),
};

export const ENCODINGS: readonly string[] = Object.keys(DECODERS);

export const isKnownEncoding = (encoding: string): boolean => Object.hasOwn(DECODERS, encoding);

/**
 * Undoes one of the compressions that Jaeger takes, keeping at most `maxBytes`.
 *
 * @param encoding one of ENCODINGS
 * @param take is called with the length of each chunk before it is kept, and may throw
 * @throws Refusal when it is larger or is not compressed like this, and what `take` throws
 */
export async function decompressed(
  encoding: string,
  bytes: Buffer,
  maxBytes: number,
  take: (length: number) => void = () => undefined,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const decoder = DECODERS[encoding]?.(bytes, maxBytes) ?? Readable.from([bytes]);
    await pipeline(decoder, async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) {
        length += chunk.length;
        if (length > maxBytes) throw tooLarge();
        take(chunk.length);
        chunks.push(chunk);
      }
    });
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const sentence = 'the body is not compressed as its Content-Encoding header announces';
    throw badRequest(sentence, { reason: 'compression', cause });
  }
  return Buffer.concat(chunks);
}
