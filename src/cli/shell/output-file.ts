import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, EXIT, LabError, reasonOf } from '../../base/errors.ts';

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
