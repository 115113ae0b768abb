import { access, constants, mkdtemp, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, EXIT, LabError, reasonOf } from '../../base/errors.ts';
import { ensureFolder } from '../../base/files.ts';

/** Writes a file that the user asked for. @param option names it in the error: "--junit" @throws LabError (usage) */
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
    if (there?.isDirectory()) throw new Error('it is a folder');
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
    const reason = codeOf(cause) === 'EEXIST' ? 'it is not a directory' : reasonOf(cause);
    throw new LabError(`cannot write to the folder ${folder}: ${reason}`, {
      hint: `give ${option} a folder that you may write to`,
      exitCode: EXIT.usage,
      cause,
    });
  } finally {
    await removeEmpty(path, there);
  }
}

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
    throw new LabError(`cannot write ${file}: ${reasonOf(cause)}`, {
      hint: `give ${option} a file in a folder that exists and that you may write to`,
      exitCode: EXIT.usage,
      cause,
    });
  }
}
