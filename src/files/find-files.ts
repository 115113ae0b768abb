import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotRead, notRegular, statNamed } from '../base/named-file.ts';
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
  const found = await statNamed(path, {
    ifMissing: CHECK,
    ifUrl: `use --jaeger-url, or curl -O ${path}`,
  });
  if (found.isFile()) return [{ ...inputOf(path), leastBytes: found.size }];
  if (!found.isDirectory()) throw notRegular(path);
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(
    (cause: unknown) => {
      throw cannotRead(path, cause, CHECK);
    },
  );
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/(^|\/)\.[^/]+/.test(file.slice(path.length)))
    .sort();
  if (files.length > 0) return files.map((file) => ({ ...inputOf(file), isFound: true }));
  throw fileMistake(path, 'the folder has no files');
}

const CHECK = 'check the path';

/** What is thrown while a file is read, with the file's name. */
export function whileReading(name: string, thrown: unknown): unknown {
  // Only an error of the system has a number.
  const isSystem = thrown instanceof Error && 'errno' in thrown;
  return isSystem ? cannotRead(name, thrown, CHECK) : thrown;
}
