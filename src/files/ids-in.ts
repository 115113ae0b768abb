import type { Chunk } from './chunks.ts';
import { spacedText } from './plain/json-bytes.ts';
import { isSpaced } from './plain/otlp.ts';
import { readChunk } from './read-chunk.ts';

/** As nearly all write it, and no text within a string can: there the quotes are escaped. */
const KEY = '"traceId":"';
const KEYS = [Buffer.from(KEY), Buffer.from(spacedText(KEY))] as const;
const DIGITS = 32;
const PLAIN = /^[0-9a-f]{32}$/;

/**
 * The trace ids in a chunk, those of links too, without parsing it: an eighth of the time.
 *
 * @param file names the chunk in an error
 * @returns each as often as it is there
 */
export function idsIn(chunk: Chunk, file: string): string[] {
  const { bytes, kind } = chunk;
  const ids: string[] = [];
  const key = KEYS[isSpaced(bytes) ? 1 : 0];
  let [id, idAt, isPlain] = ['', -1, kind === 'json'];
  for (let at = bytes.indexOf(key); isPlain && at >= 0; at = bytes.indexOf(key, at + DIGITS)) {
    at += key.length;
    // As nearly all are: the spans of a trace lie together.
    if (idAt < 0 || !isSame(bytes, idAt, at)) {
      [id, idAt] = [bytes.toString('latin1', at, at + DIGITS), at];
      isPlain = PLAIN.test(id);
    }
    ids.push(id);
  }
  return isPlain && ids.length > 0 ? ids : readChunk(chunk, file).map(({ traceId }) => traceId);
}

function isSame(bytes: Buffer, a: number, b: number): boolean {
  for (let digit = 0; digit < DIGITS; digit += 1)
    if (bytes[a + digit] !== bytes[b + digit]) return false;
  return true;
}
