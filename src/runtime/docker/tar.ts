import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** One entry of an image's root file system. Everything belongs to root and is dated to the epoch. */
export type Entry =
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number }
  | { readonly kind: 'text'; readonly path: string; readonly mode: number; readonly text: string }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly from: string }
  | { readonly kind: 'link'; readonly path: string; readonly to: string };

const BLOCK = 512;
const TYPE = { file: '0', text: '0', link: '2', folder: '5' } as const;

/** A POSIX ustar archive of the entries, in their order; files are read as the archive is. */
export function tarOf(entries: readonly Entry[]): Readable {
  return Readable.from(blocks(entries), { objectMode: false });
}

async function* blocks(entries: readonly Entry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    const size = await sizeOf(entry);
    yield header(entry, size);
    if (entry.kind === 'text') yield Buffer.from(entry.text);
    if (entry.kind === 'file') yield* createReadStream(entry.from) as AsyncIterable<Buffer>;
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

async function sizeOf(entry: Entry): Promise<number> {
  if (entry.kind === 'text') return Buffer.byteLength(entry.text);
  if (entry.kind === 'file') return (await stat(entry.from)).size;
  return 0;
}

/** @see POSIX.1-2017, pax, "ustar Interchange Format" */
function header(entry: Entry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  field(block, entry.kind === 'folder' ? `${entry.path}/` : entry.path, 0, 100);
  octal(block, entry.kind === 'link' ? 0o777 : entry.mode, 100, 8);
  octal(block, 0, 108, 8);
  octal(block, 0, 116, 8);
  octal(block, size, 124, 12);
  octal(block, 0, 136, 12);
  block.write(TYPE[entry.kind], 156);
  if (entry.kind === 'link') field(block, entry.to, 157, 100);
  block.write('ustar\u000000', 257);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  octal(block, sum, 148, 7);
  return block;
}

function field(block: Buffer, text: string, offset: number, length: number): void {
  if (Buffer.byteLength(text) > length) throw new RangeError(`too long for a tar header: ${text}`);
  block.write(text, offset);
}

/** The last byte of an octal field stays NUL. */
function octal(block: Buffer, value: number, offset: number, length: number): void {
  block.write(value.toString(8).padStart(length - 1, '0'), offset);
}
