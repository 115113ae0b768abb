import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process may take to clean up after itself before it is killed. */
const GRACE_MS = 10_000;

/** How long the system may take to reap ended processes: until then their ids still look alive. */
const BURIAL_MS = 2000;

/**
 * Terminates a child that was spawned `detached`, and its whole process group; kills the rest after `graceMs`.
 * Resolves when the group is empty.
 */
export async function endGroup(child: ChildProcess, graceMs = GRACE_MS): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  await endedWithin(child, graceMs);
  signalGroup(pid, 'SIGKILL');
  await ended(child);
  const giveUpAt = Date.now() + BURIAL_MS;
  while (signalGroup(pid, 0) && Date.now() < giveUpAt) await sleep(20);
}

async function endedWithin(child: ChildProcess, ms: number): Promise<void> {
  const impatient = new AbortController();
  const patience = sleep(ms, undefined, { signal: impatient.signal }).catch(() => undefined);
  await Promise.race([ended(child), patience]);
  impatient.abort();
}

/** Resolves when the child has ended, at once if it already has. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
}

/** @returns false when the process group does not exist */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
