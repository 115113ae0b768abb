import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, readdir } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { LabError, reasonOf } from '../../base/errors.ts';
import { type ProcessIdentity, identityOf, stillRuns } from '../../base/process-identity.ts';

/** Says in a process's environment which lab it belongs to: found even if nobody lived to write its record. */
const MARK = 'JAEGER_LAB_PROCESS';

export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** stdout and stderr go there; what was in it goes. */
  readonly log: string;
  /** The folder of its lab: the mark of the process. */
  readonly lab: string;
}

export interface Child {
  readonly identity: ProcessIdentity;
  /** How it ended, as "ended with exit code 1"; undefined while it runs. */
  ended(): string | undefined;
}

/**
 * Starts a process that lives on when this one ends, in a process group of its own.
 *
 * @throws LabError when the program cannot be started
 */
export async function startChild({ command, args, env, log, lab }: Start): Promise<Child> {
  const written = await open(log, 'w', 0o600);
  await written.close();
  // Appended to, so that whoever keeps the logs short may cut the file while it is written.
  const output = await open(log, 'a', 0o600);
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
      env: { ...inherited(), ...env, [MARK]: lab },
    });
    let how: string | undefined;
    child.once('exit', (code, signal) => {
      how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`;
    });
    await once(child, 'spawn');
    child.unref();
    const { pid } = child;
    const identity = pid === undefined ? undefined : await identityOf(pid);
    return { identity: identity ?? { pid: pid ?? 0, startTime: 'ended' }, ended: () => how };
  } catch (cause) {
    throw new LabError(`${command} cannot be started: ${reasonOf(cause)}`, { cause });
  } finally {
    await output.close();
  }
}

/** No more of this process's environment than a program needs to run: a lab behaves the same in every shell. */
export function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** What a component gets to flush what it holds, before it is killed. */
const GRACE_MS = 3_000;
const KILLED_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 10;

/** SIGTERM, and SIGKILL for what is still there after a while. Never a process that only got the same pid. */
export async function stopProcess(identity: ProcessIdentity, clock: Clock): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGTERM', GRACE_MS],
    ['SIGKILL', KILLED_WITHIN_MS],
  ] as const) {
    if (!(await stillRuns(identity))) return;
    send(signal, identity.pid);
    const giveUpAt = clock.now() + patienceMs;
    while (clock.now() < giveUpAt) {
      if (!(await stillRuns(identity))) return;
      await clock.sleep(LOOK_EVERY_MS);
    }
  }
  throw new LabError(`process ${identity.pid} does not end, not even by SIGKILL`, {
    hint: 'jaeger-lab down tries again',
  });
}

function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it ended by itself just now.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * The processes that carry a lab's mark, recorded or not. Only Linux shows other processes' environments; elsewhere
 * what an `up` that was killed between start and record left behind stays unknown.
 */
export async function markedProcesses(lab: string): Promise<ProcessIdentity[]> {
  const mark = `${MARK}=${lab}`;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(mark) ? identityOf(Number(pid)) : undefined;
    }),
  );
  return found.filter((identity) => identity !== undefined);
}
