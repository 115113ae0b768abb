import { join } from 'node:path';
import { readIfThere, writeAtomically } from '../../base/files.ts';
import { type ProcessIdentity, identityIn, stillRuns } from '../../base/process-identity.ts';
import { startDetached } from './processes.ts';
import { type ProcessFolder, parsedOrNothing } from './process-record.ts';

const identityFile = ({ path }: ProcessFolder): string => join(path, 'keeper');

/** The process that keeps a lab's logs short; undefined when none runs. */
export async function keeperOf(folder: ProcessFolder): Promise<ProcessIdentity | undefined> {
  const text = await readIfThere(identityFile(folder));
  if (text === undefined) return undefined;
  const identity = identityIn(parsedOrNothing(text));
  return identity && (await stillRuns(identity)) ? identity : undefined;
}

/** Starts that process unless it runs already. */
export async function keepLogsShort(folder: ProcessFolder, distFolder: string): Promise<void> {
  if (await keeperOf(folder)) return;
  const { identity } = await startDetached({
    command: process.execPath,
    args: [join(distFolder, 'log-keeper.js'), folder.path],
    env: {},
    log: join(folder.path, 'keeper.txt'),
    lab: folder.path,
  });
  await writeAtomically(identityFile(folder), JSON.stringify(identity));
}
