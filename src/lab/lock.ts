import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError, codeOf } from '../base/errors.ts';
import { createExclusively, readIfThere, remove } from '../base/files.ts';
import { type ProcessIdentity, identityOf, stillRuns } from '../base/process-identity.ts';
import type { LabFolder } from './lab-folder.ts';

/**
 * Lets only this process change the lab. A stale lock, whose process is gone (killed, machine restarted), is ignored.
 *
 * @throws LabError when another process holds the lock
 */
export async function lock(folder: LabFolder): Promise<AsyncDisposable> {
  const mine = JSON.stringify(await identityOf(process.pid));
  const { taken, holder } = await take(folder.lock, mine);
  if (taken) return { [Symbol.asyncDispose]: () => rm(folder.lock, { force: true }) };
  const pid = holder ? ` (pid ${holder.pid})` : '';
  throw new LabError(`another jaeger-lab${pid} is changing lab "${folder.lab}"`, {
    hint: 'wait until it has finished, or stop it with Ctrl-C in its terminal',
  });
}

/**
 * The lock for commands that only remove. Where it cannot be written (disk full, permission denied), no other process
 * can hold it either, and removing must still work.
 *
 * @throws LabError when another process holds the lock
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
  /** The process that holds it instead, where known. */
  readonly holder?: ProcessIdentity | undefined;
}

async function take(file: string, mine: string): Promise<Attempt> {
  if (await createExclusively(file, mine)) return { taken: true };
  const holder = await holderOf(file);
  return holder ? { taken: false, holder } : takeOver(file, mine);
}

/**
 * Takes over a stale lock. Only one of the processes that find it at the same time may remove it, or the second would
 * remove the new lock of the first.
 */
async function takeOver(file: string, mine: string): Promise<Attempt> {
  const permission = `${file}.takeover`;
  if (!(await createExclusively(permission, mine))) {
    const holder = await holderOf(permission);
    if (holder) return { taken: false, holder };
    // The process that took over was killed while it did so.
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
    // An unreadable lock was cut off by the death of the process that wrote it.
    if (codeOf(error) === undefined) return undefined;
    throw error;
  }
}

const WRITTEN_WITHIN_MS = 100;

/** Between its creation and its first write a lock is empty, and still held. */
async function textOfNewLock(file: string): Promise<string | undefined> {
  await sleep(WRITTEN_WITHIN_MS);
  return readIfThere(file);
}
