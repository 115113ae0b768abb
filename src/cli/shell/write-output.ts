import { writeFile } from 'node:fs/promises';
import { EXIT, LabError, reasonOf } from '../../base/errors.ts';

/** Writes a file that the user asked for. @param option names it in the error: "--junit" @throws LabError (usage) */
export async function writeOutput(file: string, text: string, option: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new LabError(`cannot write ${file}: ${reasonOf(cause)}`, {
      hint: `give ${option} a file in a folder that is there and that you may write to`,
      exitCode: EXIT.usage,
      cause,
    });
  }
}
