import { readFile } from 'node:fs/promises';
import { processByPs } from './process-by-ps.ts';

/** A process, distinguished from a later one that got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** As the system reports it: clock ticks since boot on Linux, date and time elsewhere. */
  readonly startTime: string;
}

/** Reads one that was kept in a file. @returns undefined when it is not one */
export function identityIn(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startTime } = value as Partial<Record<keyof ProcessIdentity, unknown>>;
  return typeof pid === 'number' && typeof startTime === 'string' ? { pid, startTime } : undefined;
}

/** For kill(2), 0 and negative numbers mean groups of processes, or all processes. */
const isOneProcess = (pid: number): boolean => Number.isSafeInteger(pid) && pid > 0;

/** @returns undefined when no such process runs; a zombie does not run */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isOneProcess(pid)) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const [state, startTime] = (await processInProc(pid)) ?? (await processByPs(pid)) ?? [];
  // A process that has ended meanwhile has no start time.
  return startTime === undefined || ENDED.test(state ?? '') ? undefined : { pid, startTime };
}

/** A zombie, and what its parent is just collecting. */
const ENDED = /^[ZX]/i;

/** State and start time: fields 3 and 22 of /proc/PID/stat, counted after the command in parentheses, which may contain spaces. */
async function processInProc(pid: number): Promise<[state: string, startTime: string] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', startTime = ''] = [fields[0], fields[19]];
  return startTime === '' ? undefined : [state, startTime];
}

export async function stillRuns({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  const now = await identityOf(pid);
  return now?.startTime === startTime;
}
