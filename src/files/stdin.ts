import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cannotWrite } from '../base/files.ts';
import { inputOf, type Input } from './find-files.ts';

/** What is kept in memory of a pipe. */
const MOST_BYTES = 48 * 2 ** 20;

/** A pipe, which may be read more than once. */
export interface Spooled extends AsyncDisposable {
  readonly input: Input;
}

/** Reads a pipe to its end; a large one goes to a temporary file that is removed when it is disposed. */
export async function spooled(stream: AsyncIterable<Uint8Array>, name = 'stdin'): Promise<Spooled> {
  const pieces: Buffer[] = [];
  let length = 0;
  const iterator = stream[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    pieces.push(Buffer.from(next.value));
    length += next.value.length;
    if (length > MOST_BYTES) return onDisk(pieces, iterator, name);
  }
  return {
    input: { name, open: () => inMemory(pieces) },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function* inMemory(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

async function onDisk(
  pieces: Buffer[],
  rest: AsyncIterator<Uint8Array>,
  name: string,
): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-'));
  const path = join(folder, 'stdin');
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await using file = await open(path, 'wx', 0o600);
    for (const piece of pieces.splice(0)) await file.write(piece);
    for (let next = await rest.next(); !next.done; next = await rest.next())
      await file.write(next.value);
  } catch (cause) {
    await dispose();
    throw cannotWrite(path, cause, 'set TMPDIR to a folder with more space');
  }
  return {
    input: { ...inputOf(path, name), leastBytes: MOST_BYTES },
    [Symbol.asyncDispose]: dispose,
  };
}
