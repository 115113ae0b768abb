import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotWrite, ensureFolder, readIfThere } from './files.ts';

/** What a file of records holds, in the order in which they were added. */
export interface Journal {
  readonly records: readonly unknown[];
  /** Lines that are not whole: a machine stopped while one was written. */
  readonly torn: number;
}

/**
 * Adds a record to a file of JSON lines, which is created if necessary with access for the owner only. Processes that
 * add at the same time need no lock: the system appends what each writes at once as a whole. It is on the disk when
 * this returns.
 *
 * @throws LabError (not ready) with the reason when it cannot be written
 */
export async function addRecord(file: string, record: object): Promise<void> {
  try {
    await ensureFolder(dirname(file), 0o700);
    await using handle = await open(file, 'a', 0o600);
    // Begun with an end of line too: a torn line before it must not take this one along.
    await handle.appendFile(`\n${JSON.stringify(record)}\n`);
    await handle.datasync();
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
}

/**
 * The records of a file; none when it does not exist.
 *
 * @throws LabError (not ready) with the reason when it cannot be read; NotAFile
 */
export async function readJournal(file: string): Promise<Journal> {
  const text = await readIfThere(file);
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '');
  const records = lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
  // A file that was cut to nothing held something once.
  return { records, torn: text === '' ? 1 : lines.length - records.length };
}
