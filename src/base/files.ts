import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, LabError, codeOf, reasonOf } from './errors.ts';

/** What an error of the system means for a file in a folder of one's own. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'a part of the path does not exist',
  EEXIST: 'it exists and is not a directory',
};

/**
 * Creates a folder and its missing parents. Node.js's own `recursive` never ends below a folder that answers ENOENT
 * when one is created in it, such as /proc.
 *
 * @throws Error with its code, as `mkdir` does
 */
export async function ensureFolder(path: string, mode = 0o777): Promise<void> {
  if (await isMade(path, mode)) return;
  const above = dirname(path);
  if (above !== path) await ensureFolder(above, mode);
  if (!(await isMade(path, mode))) await mkdir(path, { mode });
}

/** @returns false when the parent folder does not exist */
async function isMade(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isThere) return true;
    throw error;
  }
}

/**
 * Replaces a file as a whole: readers see the old text or the new one, never a part. Missing folders are created
 * with access for the owner only.
 *
 * @throws LabError (not ready) with the reason when it cannot be written; the old file is then unchanged
 */
export async function writeAtomically(file: string, text: string): Promise<void> {
  await writeWhole(file, text, (half) => rename(half, file));
}

/**
 * Adds a file as a whole, unless one of its name exists.
 *
 * @returns whether it was created
 * @throws LabError (not ready) with the reason when it cannot be written
 */
export async function addAtomically(file: string, text: string): Promise<boolean> {
  let added = true;
  await writeWhole(file, text, async (half) => {
    try {
      await link(half, file);
      await rm(half);
    } catch (error) {
      added = codeOf(error) !== 'EEXIST';
      // Some file systems cannot give a file a second name.
      await (added ? rename(half, file) : rm(half));
    }
  });
  return added;
}

async function writeWhole(
  file: string,
  text: string,
  put: (half: string) => Promise<void>,
): Promise<void> {
  const half = `${file}.${randomUUID()}.new`;
  try {
    await ensureFolder(dirname(file), 0o700);
    // Not synced to the disk, which takes longer than a command should: after a power cut `down` finds a lab by label.
    await writeFile(half, text, { mode: 0o600 });
    await put(half);
  } catch (cause) {
    await rm(half, { force: true }).catch(() => undefined);
    throw cannotWrite(file, cause);
  }
}

/**
 * Creates a file that does not exist yet.
 *
 * @returns false when it exists already
 * @throws LabError when it cannot be written
 */
export async function createExclusively(file: string, text: string): Promise<boolean> {
  try {
    await ensureFolder(dirname(file), 0o700);
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    await rm(file, { force: true }).catch(() => undefined);
    throw cannotWrite(file, cause);
  }
}

const OTHER_FOLDER = 'set XDG_STATE_HOME to a folder that you may write to';

/** Whether it is the disk that has no more room. */
export const isFull = (cause: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(codeOf(cause) ?? '');

/** @param what a file's path, or a description of it */
export function cannotWrite(
  what: string,
  cause: unknown,
  hint = isFull(cause) ? 'free some space, or set XDG_STATE_HOME to another folder' : OTHER_FOLDER,
): LabError {
  const reason = REASONS[codeOf(cause) ?? ''] ?? reasonOf(cause);
  return new LabError(`cannot write ${what}: ${reason}`, {
    hint,
    exitCode: EXIT.notReady,
    cause,
  });
}

/**
 * Removes a file, or a folder with everything in it, if it exists.
 *
 * @throws LabError (not ready) with the reason when it cannot be removed
 */
export async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
    const reason = REASONS[codeOf(cause) ?? ''] ?? reasonOf(cause);
    throw new LabError(`cannot remove ${path}: ${reason}`, { exitCode: EXIT.notReady, cause });
  });
}

/** Something that is not a regular file, such as a FIFO or a directory, has the name of one. */
export class NotAFile extends LabError {
  constructor(file: string) {
    super(`cannot read ${file}: not a regular file`);
  }
}

/**
 * A file's text; undefined when it does not exist.
 *
 * @throws LabError (not ready) with the reason when it cannot be read; NotAFile
 */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    // Without O_NONBLOCK, a FIFO is only opened when another process writes to it.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) throw new NotAFile(file);
    return await handle.readFile('utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error instanceof LabError ? error : cannotRead(file, error);
  }
}

/** The names in a folder; none when it does not exist. @throws LabError (not ready) with the reason */
export async function listIfThere(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw cannotRead(folder, error);
  }
}

const cannotRead = (path: string, cause: unknown): LabError =>
  new LabError(`cannot read ${path}: ${REASONS[codeOf(cause) ?? ''] ?? reasonOf(cause)}`, {
    hint: OTHER_FOLDER,
    cause,
  });

/** Bytes in the files of a folder and of those below it; 0 when it does not exist. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
