import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError, codeOf } from '../base/errors.ts';
import { createExclusively, readIfThere, remove } from '../base/files.ts';
import { type ProcessIdentity, identityOf, stillRuns } from '../base/process-identity.ts';
import type { LabFolder } from './lab-folder.ts';

/**
 * Makes this process the only one that changes the lab. A lock whose process is gone (killed, machine restarted)
 * is taken over.
 *
 * @throws LabError when another process is at it
 */
export async function lock(folder: LabFolder): Promise<AsyncDisposable> {
  const mine = JSON.stringify(await identityOf(process.pid));
  const { taken, holder } = await take(folder.lock, mine);
  if (taken) return { [Symbol.asyncDispose]: () => rm(folder.lock, { force: true }) };
  const pid = holder ? ` (pid ${holder.pid})` : '';
  throw new LabError(`another jaeger-lab${pid} is changing lab "${folder.lab}"`, {
    hint: 'wait until it is done, or end it with Ctrl-C where it runs',
  });
}

/**
 * The lock for removing a lab: where it cannot be written, because the disk is full or read-only, no other process
 * can have it either, and the lab has to go all the same.
 *
 * @throws LabError when another process is at it
 */
export async function lockIfWritable(folder: LabFolder): Promise<AsyncDisposable> {
  return lock(folder).catch((error: unknown) => {
    if (error instanceof LabError && codeOf(error.cause) !== undefined) return NO_LOCK;
    throw error;
  });
}

const NO_LOCK: AsyncDisposable = { [Symbol.asyncDispose]: () => Promise.resolve() };

interface Attempt {
  readonly taken: boolean;
  /** Who has it instead, where that is known. */
  readonly holder?: ProcessIdentity | undefined;
}

async function take(file: string, mine: string): Promise<Attempt> {
  if (await createExclusively(file, mine)) return { taken: true };
  const holder = await holderOf(file);
  return holder ? { taken: false, holder } : takeOver(file, mine);
}

/**
 * Takes the place of a process that is gone. Of those that find its lock at the same time one alone may remove it, or
 * the second would remove what the first has put in its place.
 */
async function takeOver(file: string, mine: string): Promise<Attempt> {
  const permission = `${file}.takeover`;
  if (!(await createExclusively(permission, mine))) {
    const holder = await holderOf(permission);
    if (holder) return { taken: false, holder };
    // Killed within the moment that a takeover takes.
    await remove(permission);
    if (!(await createExclusively(permission, mine))) return { taken: false };
  }
  try {
    const holder = await holderOf(file);
    if (holder) return { taken: false, holder };
    await remove(file);
    return { taken: await createExclusively(file, mine) };
  } finally {
    await rm(permission, { force: true });
  }
}

async function holderOf(file: string): Promise<ProcessIdentity | undefined> {
  let text = await readIfThere(file);
  if (text === '') text = await textOfNewLock(file);
  if (text === undefined) return undefined;
  try {
    const holder = JSON.parse(text) as ProcessIdentity;
    return (await stillRuns(holder)) ? holder : undefined;
  } catch (error) {
    // A lock that cannot be read was cut off while it was written, by a process that did not live.
    if (codeOf(error) === undefined) return undefined;
    throw error;
  }
}

const WRITTEN_WITHIN_MS = 100;

/** Between being made and being written a lock is empty, and held nevertheless. */
async function textOfNewLock(file: string): Promise<string | undefined> {
  await sleep(WRITTEN_WITHIN_MS);
  return readIfThere(file);
}
