import { access, constants, mkdtemp, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, LabError } from '../../base/errors.ts';
import { ensureFolder } from '../../base/files.ts';
import { cannotWriteNamed } from '../../base/named-file.ts';

/** Writes a file that the user asked for. @param option names it in the error: "--junit" @throws LabError as `cannotWriteNamed` */
export async function writeOutput(file: string, text: string, option: string): Promise<void> {
  await writing(file, option, () => writeFile(file, text));
}

/**
 * Before work whose result would be lost.
 *
 * @param option names the file in the error: "--junit"
 * @throws LabError (usage) where a file cannot be written
 */
export async function throwUnlessWritable(file: string, option: string): Promise<void> {
  await writing(file, option, async () => {
    const there = await stat(file).catch((cause: unknown) => {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw cause;
    });
    if (there?.isDirectory()) throw new Error('it is a directory');
    await access(there ? file : dirname(file), constants.W_OK);
  });
}

/**
 * Before work whose evidence would be lost. Leaves nothing behind: the folder may not be needed.
 *
 * @param option names the folder in the error: "--artifacts"
 * @throws LabError (usage) where the folder cannot be made, or nothing can be created in it
 */
export async function throwUnlessFolderWritable(folder: string, option: string): Promise<void> {
  const path = resolve(folder);
  const there = await nearestThere(path);
  try {
    await ensureFolder(path);
    // Permissions alone do not show it: root has them all, on a file system that is read-only too.
    await rmdir(await mkdtemp(join(path, '.jaeger-lab-')));
  } catch (cause) {
    throw cannotWriteTo(folder, option, cause);
  } finally {
    await removeEmpty(path, there);
  }
}

/**
 * Writes files into a folder that the user asked for, which is made where it is missing.
 *
 * @param option names the folder in the error: "--artifacts"
 * @throws LabError as `cannotWriteNamed`
 */
export async function writeInto(
  folder: string,
  option: string,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  try {
    await ensureFolder(folder);
    await write(folder);
  } catch (cause) {
    // Of a file in it, whose hint is about the file.
    throw cannotWriteTo(folder, option, cause instanceof LabError ? cause.cause : cause);
  }
}

const cannotWriteTo = (folder: string, option: string, cause: unknown): LabError =>
  cannotWriteNamed(
    `to the folder ${folder}`,
    // A file has the name of the folder.
    codeOf(cause) === 'EEXIST' ? new Error('it is not a directory') : cause,
    `give ${option} a folder that you may write to`,
  );

async function nearestThere(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestThere(dirname(path));
}

/** The folders from `path` up to `end`, which stays. */
async function removeEmpty(path: string, end: string): Promise<void> {
  if (path === end) return;
  await rmdir(path).catch(() => undefined);
  await removeEmpty(dirname(path), end);
}

async function writing(file: string, option: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const elsewhere = `give ${option} a file in a folder that exists and that you may write to`;
    throw cannotWriteNamed(file, cause, elsewhere);
  }
}
