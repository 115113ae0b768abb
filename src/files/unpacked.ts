import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { codeOf, reasonOf } from '../base/errors.ts';
import { MalformedFile } from './mistake.ts';

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Whether the bytes begin as those of a gzip file. */
export const isGzip = (bytes: Buffer): boolean => bytes.subarray(0, GZIP.length).equals(GZIP);

/** The bytes as they are, or what was packed with gzip. @throws MalformedFile for a damaged or otherwise packed file */
export async function* unpacked(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) return;
  if (first.value.subarray(0, ZSTD.length).equals(ZSTD))
    throw new MalformedFile('is packed with zstd; unpack it with zstd -d');
  const whole = rejoined(first.value, pieces);
  if (!isGzip(first.value)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  pipeline(Readable.from(whole), gunzip, () => undefined);
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (cause) {
    if (!codeOf(cause)?.startsWith('Z_')) throw cause;
    throw new MalformedFile(`is not complete gzip: ${reasonOf(cause)}`, { cause });
  }
}

async function* rejoined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (;;) {
      const next = await rest.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
