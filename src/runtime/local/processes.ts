import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, readdir } from 'node:fs/promises';
import { type Clock, realClock } from '../../base/clock.ts';
import { Interrupted, LabError, reasonOf, throwIfInterrupted } from '../../base/errors.ts';
import { type ProcessIdentity, identityOf, stillRuns } from '../../base/process-identity.ts';
import { messageOf } from '../../base/log-entry.ts';
import type { Command } from './command.ts';

type Started = Pick<Command, 'command' | 'args' | 'env'>;

interface Launched {
  readonly child: ChildProcess;
  /** How it ended, as "ended with exit code 1"; undefined while it runs. */
  readonly ended: () => string | undefined;
  /** Rejects with a LabError when the program cannot be started. */
  readonly identity: Promise<ProcessIdentity>;
}

/** Starts a program with no more of this process's environment than it needs: a lab behaves the same in every shell. */
function launch(
  name: string,
  { command, args, env }: Started,
  options: { readonly stdio: StdioOptions; readonly detached: boolean },
): Launched {
  const child = spawn(command, args, { ...options, env: { ...inherited(), ...env } });
  let how: string | undefined;
  child.once('exit', (code, signal) => {
    how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`;
  });
  const identity = async (): Promise<ProcessIdentity> => {
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new LabError(`${name} cannot be started: ${reasonOf(cause)}`, { cause });
    }
    const { pid = 0 } = child;
    return (await identityOf(pid)) ?? { pid, startTime: 'ended' };
  };
  return { child, ended: () => how, identity: identity() };
}

function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** In a process's environment: the lab that it belongs to, so that it is found even without a record. */
const MARK = 'JAEGER_LAB_PROCESS';

export interface DetachedStart extends Started {
  /** stdout and stderr go there; its old content is lost. */
  readonly log: string;
  /** The folder of its lab: the mark of the process. */
  readonly lab: string;
}

/**
 * Starts a process that lives on when this one ends, in a process group of its own.
 *
 * @throws LabError when the program cannot be started
 */
export async function startDetached({
  log,
  lab,
  ...start
}: DetachedStart): Promise<Pick<Launched, 'ended'> & { readonly identity: ProcessIdentity }> {
  await (await open(log, 'w', 0o600)).close();
  // Opened for appending, so that the log keeper can truncate the file while it is written.
  const output = await open(log, 'a', 0o600);
  try {
    const marked = { ...start, env: { ...start.env, [MARK]: lab } };
    const { child, ended, identity } = launch(start.command, marked, {
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    child.unref();
    return { identity: await identity, ended };
  } finally {
    await output.close();
  }
}

/**
 * The processes that carry a lab's mark, recorded or not. Only Linux shows other processes' environments; elsewhere
 * an `up` that was killed between start and record can leave a process that is not found.
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

/** A process of Node.js that lives no longer than this one, however this one ends, and leaves no file. */
export interface Companion<Said> extends AsyncDisposable {
  readonly pid: number;
  /** What it wrote when it was ready. */
  readonly said: Said;
  /** The last lines that it wrote, stdout and stderr as they came. */
  readonly lastLines: (count: number) => string[];
}

export interface CompanionStart<Said> {
  /** As the error calls it. */
  readonly name: string;
  /** One that runs node. */
  readonly command: Started;
  /** Finds in what it has written that it is ready; undefined while it is not. */
  readonly ready: (written: string) => Said | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The tail of its output that is kept. */
const KEPT_CHARACTERS = 20_000;
const LINES_SHOWN = 10;
/** Preloaded: its channel to this process closes even when this one is killed, and does not keep it alive. */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.exit()); process.channel.unref();",
)}`;

/**
 * Starts a process and waits until it says that it is ready. Disposing it ends it; it also ends with this process.
 *
 * @throws LabError (not ready) with its last lines when it cannot be started, ends, or takes too long; Interrupted
 *   when the signal fires; nothing of it is left then
 */
export async function startCompanion<Said>(start: CompanionStart<Said>): Promise<Companion<Said>> {
  throwIfInterrupted(start.signal);
  const { command } = start;
  const preloaded = { ...command, args: ['--import', END_WITH_PARENT, ...command.args] };
  const launched = launch(start.name, preloaded, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: false,
  });
  const { child } = launched;
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    const identity = await launched.identity.catch(() => undefined);
    if (identity) await stopProcess(identity, realClock);
    process.off('exit', killAtExit);
  };
  let text = '';
  const lastLines = (count: number): string[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .slice(-count)
      .map(messageOf);
  const written = (chunk: string): string => (text = (text + chunk).slice(-KEPT_CHARACTERS));
  try {
    const said = await untilReady(launched, start, written, () => lastLines(LINES_SHOWN));
    return { pid: child.pid ?? 0, said, lastLines, [Symbol.asyncDispose]: stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

async function untilReady<Said>(
  { child, ended, identity }: Launched,
  { name, ready, timeoutMs, signal }: CompanionStart<Said>,
  written: (chunk: string) => string,
  evidence: () => string[],
): Promise<Said> {
  const late = AbortSignal.timeout(timeoutMs);
  return new Promise((done, fail) => {
    const failBy = (how: string): void =>
      fail(new LabError(`${name} ${how}`, { evidence: evidence() }));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        const said = ready(written(chunk));
        if (said !== undefined) done(said);
      });
    }
    // Not at `exit`: its last output may still be on its way.
    const closed = new Promise((resolve) => child.once('close', resolve));
    identity
      .then(() => closed)
      .then(() => failBy(`did not start: it ${ended() ?? 'ended'}`))
      .catch(fail);
    late.addEventListener('abort', () => failBy(`was not ready within ${timeoutMs / 1000} s`));
    signal.addEventListener('abort', () => fail(new Interrupted()), { once: true });
  });
}

/** What a process gets to flush what it holds, before it is killed. */
const GRACE_MS = 3_000;
const KILLED_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 10;

/** SIGTERM, and SIGKILL if it is still there after a while. Never a process that only got the same pid. */
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
  throw new LabError(`process ${identity.pid} is still running after SIGKILL`, {
    hint: 'try again: jaeger-lab down',
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
