import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../base/errors.ts';
import { fileMistake } from './mistake.ts';

/** Bytes that can be read more than once. */
export interface Input {
  /** As the user typed it, or as found in a folder. */
  readonly name: string;
  readonly open: () => AsyncIterable<Buffer>;
  /** On the disk, perhaps packed: there are at least so many to read. Absent where that is not known. */
  readonly leastBytes?: number;
  /** In a folder, where other files may be too; one that was named is to be read. */
  readonly isFound?: boolean;
}

/** Large pieces: each costs a turn of the event loop. */
const PIECE_BYTES = 1 << 20;

export const inputOf = (path: string, name = path): Input => ({
  name,
  open: () => createReadStream(path, { highWaterMark: PIECE_BYTES }),
});

/** Whether it can be read only once and from its beginning, as a named pipe or what a shell makes of <(COMMAND). */
export const isPipe = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFIFO() || found.isCharacterDevice(),
    () => false,
  );

/**
 * The files that a path leads to: itself, or those of a folder and of the folders below, by name. Hidden ones are left
 * out.
 *
 * @throws LabError (usage) where there is nothing that can be read
 */
export async function findFiles(path: string): Promise<Input[]> {
  if (/^https?:\/\//i.test(path))
    throw fileMistake(path, 'is a URL, not a file', {
      hint: `use --jaeger-url, or curl -O ${path}`,
    });
  try {
    const found = await stat(path);
    if (found.isFile()) return [{ ...inputOf(path), leastBytes: found.size }];
    if (!found.isDirectory()) throw fileMistake(path, 'is neither a file nor a folder');
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/(^|\/)\.[^/]+/.test(file.slice(path.length)))
      .sort();
    if (files.length > 0) return files.map((file) => ({ ...inputOf(file), isFound: true }));
    throw fileMistake(path, 'the folder has no files');
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/** What is thrown where a file cannot be read; a LabError as it is. */
export function cannotRead(name: string, cause: unknown): unknown {
  // Only an error of the system has a number.
  if (!(cause instanceof Error) || !('errno' in cause)) return cause;
  return fileMistake(name, reasonOf(cause), { hint: 'check the path', cause });
}
