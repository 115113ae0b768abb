import { readFile } from 'node:fs/promises';

/** A process told apart from a later one that got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot; empty where the system does not tell (only Linux does). */
  readonly startTime: string;
}

/** @returns undefined when no such process runs */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  return { pid, startTime: await startTimeOf(pid) };
}

/** Field 22 of /proc/PID/stat, counted after the command in parentheses, which may itself hold spaces. */
async function startTimeOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

export async function stillRuns({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  const now = await identityOf(pid);
  return now?.startTime === startTime;
}
