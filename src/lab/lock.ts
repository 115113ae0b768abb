import { rm } from 'node:fs/promises';
import { LabError, codeOf } from '../base/errors.ts';
import { createExclusively, readIfThere } from '../base/files.ts';
import { type ProcessIdentity, identityOf, stillRuns } from '../base/process-identity.ts';
import type { LabFolder } from './lab-folder.ts';

/**
 * Makes this process the only one that changes the lab. A lock whose process is gone (killed, machine restarted)
 * counts for nothing.
 *
 * @throws LabError when another process is at it
 */
export async function lock(folder: LabFolder): Promise<AsyncDisposable> {
  const mine = JSON.stringify(await identityOf(process.pid));
  const release = { [Symbol.asyncDispose]: () => rm(folder.lock, { force: true }) };
  if (await createExclusively(folder.lock, mine)) return release;
  const holder = await holderOf(folder);
  if (!holder) {
    await rm(folder.lock, { force: true });
    if (await createExclusively(folder.lock, mine)) return release;
  }
  const pid = holder ? ` (pid ${holder.pid})` : '';
  throw new LabError(`another jaeger-lab${pid} is changing lab "${folder.lab}"`, {
    hint: 'wait until it is done, or end it with Ctrl-C where it runs',
  });
}

async function holderOf(folder: LabFolder): Promise<ProcessIdentity | undefined> {
  const text = await readIfThere(folder.lock);
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
