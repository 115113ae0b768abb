import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { stillRuns } from '../../base/process-identity.ts';
import type { Holder } from '../ports-taken.ts';
import { type ProcessFolder, readRecords } from './process-record.ts';

/** Which of this user's local labs holds a port; undefined when none does. */
export async function holderAmongLabs(
  port: number,
  { path }: ProcessFolder,
): Promise<Holder | undefined> {
  // <all labs>/<lab>/processes
  const labs = dirname(dirname(path));
  const names = await readdir(labs).catch(() => []);
  for (const lab of names) {
    const records = await readRecords({ lab, path: join(labs, lab, basename(path)) });
    const holder = records.find(({ ports }) => ports.some(({ hostPort }) => hostPort === port));
    if (holder && (await stillRuns(holder.process))) return { lab };
  }
  return undefined;
}
