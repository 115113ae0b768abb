import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted, LabError, reasonOf } from '../../base/errors.ts';
import { inherited } from './child.ts';
import type { Command } from './command.ts';

/** A process of Node's that lives no longer than this one, however this one ends, and leaves no file. */
export interface Companion<Said> extends AsyncDisposable {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly said: Said;
  /** The last lines that it wrote, stdout and stderr as they came. */
  readonly lastLines: (count: number) => string[];
}

export interface CompanionStart<Said> {
  /** As the error calls it. */
  readonly name: string;
  /** One that runs node. */
  readonly command: Pick<Command, 'command' | 'args' | 'env'>;
  /** Finds in what it has written that it is ready; undefined while it is not. */
  readonly ready: (written: string) => Said | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** As much of what a process wrote as is kept. */
const KEPT_CHARACTERS = 20_000;
const LINES_SHOWN = 10;
/**
 * Run before the program: the channel to this process closes even if this one is killed. It keeps nobody alive who
 * would end.
 */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.once('disconnect', () => process.exit()); process.channel.unref();",
)}`;
/** What it gets to end by itself. */
const GRACE_MS = 3_000;

/**
 * Starts a process and waits until it says that it is ready. Disposing it ends it; it also ends when this process
 * does, be it by Ctrl-C or killed.
 *
 * @throws LabError (not ready) with its last lines when it cannot be started, ends, or takes too long; Interrupted
 *   when the signal fires; nothing of it is left then
 */
export async function startCompanion<Said>(start: CompanionStart<Said>): Promise<Companion<Said>> {
  const { command, args, env } = start.command;
  if (start.signal.aborted) throw new Interrupted();
  const child = spawn(command, ['--import', END_WITH_PARENT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...inherited(), ...env },
  });
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const log = keepLog(child);
  const stop = async (): Promise<void> => {
    await end(child);
    process.off('exit', killAtExit);
  };
  try {
    const said = await untilReady(child, log, start);
    const lastLines = (count: number): string[] => linesOf(log.text(), count);
    return { pid: child.pid ?? 0, said, lastLines, [Symbol.asyncDispose]: stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

interface Log {
  text(): string;
  onWrite: () => void;
}

function keepLog(child: ChildProcess): Log {
  let text = '';
  const log: Log = { text: () => text, onWrite: () => undefined };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-KEPT_CHARACTERS);
      log.onWrite();
    });
  }
  return log;
}

function linesOf(text: string, count: number): string[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.slice(-count);
}

async function untilReady<Said>(
  child: ChildProcess,
  log: Log,
  { name, ready, timeoutMs, signal }: CompanionStart<Said>,
): Promise<Said> {
  const giveUp = AbortSignal.timeout(timeoutMs);
  const notReady = (how: string, cause?: unknown): LabError =>
    new LabError(`${name} ${how}`, { evidence: linesOf(log.text(), LINES_SHOWN), cause });
  return new Promise((done, fail) => {
    log.onWrite = () => {
      const said = ready(log.text());
      if (said !== undefined) done(said);
    };
    child.once('error', (error) => fail(notReady(`cannot be started: ${reasonOf(error)}`, error)));
    // Not at `exit`: what it said last may still be on its way.
    child.once('close', (code, killedBy) => {
      const how =
        code === null ? `was ended by ${String(killedBy)}` : `ended with exit code ${code}`;
      fail(notReady(`did not start: it ${how}`));
    });
    giveUp.addEventListener('abort', () =>
      fail(notReady(`was not ready within ${timeoutMs / 1000} s`)),
    );
    signal.addEventListener('abort', () => fail(new Interrupted()), { once: true });
  });
}

/** SIGTERM, and SIGKILL for what is still there after a while. */
async function end(child: ChildProcess): Promise<void> {
  const hasEnded = (): boolean =>
    child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (hasEnded()) return;
  const patience = new AbortController();
  const ended = once(child, 'exit', { signal: patience.signal });
  child.kill('SIGTERM');
  const late = sleep(GRACE_MS, undefined, { signal: patience.signal }).then(() =>
    child.kill('SIGKILL'),
  );
  // Nobody outlives a SIGKILL.
  await Promise.race([ended, late.then(() => ended)]);
  patience.abort();
  await late.catch(() => undefined);
}
