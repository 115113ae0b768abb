import type { Chunk } from './chunks.ts';
import { readChunk } from './read-chunk.ts';

/** As nearly all write it, and no text within a string can: there the quotes are escaped. */
const KEY = Buffer.from('"traceId":"');
const DIGITS = 32;

/**
 * The trace ids in a chunk, those of links too, without parsing it: an eighth of the time.
 *
 * @param file names the chunk in an error
 */
export function idsIn(chunk: Chunk, file: string): string[] {
  const { bytes, kind } = chunk;
  const ids: string[] = [];
  for (let at = bytes.indexOf(KEY); at >= 0; at = bytes.indexOf(KEY, at + DIGITS)) {
    at += KEY.length;
    ids.push(bytes.toString('latin1', at, at + DIGITS));
  }
  const isPlain = kind === 'json' && ids.length > 0 && ids.every((id) => /^[0-9a-f]{32}$/.test(id));
  return isPlain ? ids : readChunk(chunk, file).map(({ traceId }) => traceId);
}
