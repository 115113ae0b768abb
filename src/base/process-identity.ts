import { readFile } from 'node:fs/promises';

/** A process told apart from a later one that got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot; empty where the system does not tell (only Linux does). */
  readonly startTime: string;
}

/** @returns undefined when no such process runs; one that has ended and only waits to be buried does not run */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const [state, startTime = ''] = await statOf(pid);
  return state === ZOMBIE ? undefined : { pid, startTime };
}

const ZOMBIE = 'Z';

/** State and start time: fields 3 and 22 of /proc/PID/stat, counted after the command in parentheses, which may itself hold spaces. */
async function statOf(pid: number): Promise<[string | undefined, string | undefined]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[0], fields[19]];
}

export async function stillRuns({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  const now = await identityOf(pid);
  return now?.startTime === startTime;
}
