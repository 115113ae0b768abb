import { readFile } from 'node:fs/promises';

/** A clock tick of /proc: USER_HZ is 100 on every architecture that Node runs on. */
const TICK_MS = 10;

/**
 * The CPU time (user and system, all threads) that a process has used since its start.
 *
 * @returns milliseconds, in steps of 10; undefined on systems other than Linux
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html utime and stime, fields 14 and 15
 */
export async function processTimeMs(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Counted after the command in parentheses, which may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * TICK_MS : undefined;
}
