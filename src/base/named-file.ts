import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { codeOf, EXIT, LabError, reasonOf } from './errors.ts';
import { isFull } from './files.ts';

/** A file that a user named: in an option, an argument, a variable or a reference. */
export interface NamedFile {
  /** What to type where there is no such file. */
  readonly ifMissing: string;
  /** What to type where it is a URL, if not to download it. */
  readonly ifUrl?: string;
  /** Where named pipes are read as well, such as what a shell makes of <(COMMAND). */
  readonly takesPipes?: boolean;
}

/** @throws LabError (usage) as `cannotRead`, for anything but a regular file that can be read */
export async function readNamedFile(file: string, wanted: NamedFile): Promise<Buffer> {
  await statNamedFile(file, wanted);
  return readFile(file).catch((cause: unknown) => {
    throw cannotRead(file, cause, wanted.ifMissing);
  });
}

/** For a file that is read by other means. @throws LabError (usage) as `cannotRead` */
export async function statNamedFile(file: string, wanted: NamedFile): Promise<Stats> {
  const found = await statNamed(file, wanted);
  if (found.isFile() || (wanted.takesPipes && found.isFIFO())) return found;
  throw found.isDirectory() ? isDirectory(file) : notRegular(file);
}

/** What is there, of whatever kind. @throws LabError (usage) as `cannotRead` */
export async function statNamed(path: string, { ifMissing, ifUrl }: NamedFile): Promise<Stats> {
  if (/^https?:\/\//i.test(path))
    throw refusal(path, 'it is a URL', ifUrl ?? `curl -O ${path}, then use the downloaded file`);
  return stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause, ifMissing);
  });
}

/** The error for a file that a user named: "cannot read a.json: no such file or directory". */
export function cannotRead(path: string, cause: unknown, ifMissing: string): LabError {
  const code = codeOf(cause) ?? '';
  if (code === 'EISDIR') return isDirectory(path);
  const hint = ['EACCES', 'EPERM'].includes(code)
    ? `chmod u+r ${path}, or use another file`
    : ifMissing;
  return refusal(path, reasonOf(cause), hint, cause);
}

/** Such as a device, which has no end. */
export const notRegular = (path: string): LabError =>
  refusal(path, 'not a regular file', 'use the path of a regular file');

const isDirectory = (path: string): LabError =>
  refusal(path, 'it is a directory', 'use the path of a file');

/**
 * The error for what a user named to be written to: an option's file or folder, or the output of the program.
 *
 * @param what "a.json", "to the folder evidence", "the answer"
 * @param elsewhere what to type where the place cannot be written to
 * @returns usage, as another name helps; not ready where the disk is full
 */
export const cannotWriteNamed = (what: string, cause: unknown, elsewhere: string): LabError =>
  new LabError(`cannot write ${what}: ${reasonOf(cause)}`, {
    hint: isFull(cause) ? 'free some space, or write to another disk' : elsewhere,
    exitCode: isFull(cause) ? EXIT.notReady : EXIT.usage,
    cause,
  });

const refusal = (path: string, reason: string, hint: string, cause?: unknown): LabError =>
  new LabError(`cannot read ${path}: ${reason}`, { hint, exitCode: EXIT.usage, cause });
