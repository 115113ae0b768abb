import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { codeOf, EXIT, LabError, reasonOf } from '../../base/errors.ts';

export interface CommandToRun {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it writes to stdout goes to stderr. */
  readonly toStderr: boolean;
  /** Ends the command. */
  readonly signal: AbortSignal;
}

/** How long a command may take to end once it was asked to. */
const GRACE_MS = 5_000;
/** As shells report a command that a signal ended. */
const BY_SIGNAL = 128;

/**
 * Runs a command of the user's in the foreground, with its own stdin, stdout and stderr, until it ends.
 *
 * @returns its exit code; 128 and the number of the signal that ended it
 * @throws LabError (usage) when it cannot be started
 */
export async function runCommand(run: CommandToRun): Promise<number> {
  const [program = '', ...args] = run.command;
  // At a terminal Ctrl-C reaches every process of the group; elsewhere a group of its own can be ended as a whole.
  const detached = !process.stdin.isTTY;
  const stdio = ['inherit', run.toStderr ? 2 : 'inherit', 'inherit'] as const;
  const child = spawn(program, args, { stdio: [...stdio], env: run.env, detached });
  const end = endingOf(child, detached);
  run.signal.addEventListener('abort', end.ask, { once: true });
  // A second Ctrl-C ends this process at once.
  process.on('exit', end.kill);
  try {
    return await new Promise<number>((done, fail) => {
      child.on('error', (cause) => fail(cannotStart(program, cause)));
      child.on('exit', (code, signal) =>
        done(code ?? BY_SIGNAL + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    run.signal.removeEventListener('abort', end.ask);
    process.off('exit', end.kill);
    end.finish(run.signal.aborted);
  }
}

/** Ends the command, and the processes that it started where they are in a group of their own. */
function endingOf(child: ChildProcess, isGroup: boolean) {
  let timer: NodeJS.Timeout | undefined;
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(isGroup ? -child.pid : child.pid, signal);
    } catch (cause) {
      if (codeOf(cause) !== 'ESRCH') throw cause;
    }
  };
  return {
    kill: (): void => send('SIGKILL'),
    ask: (): void => {
      send('SIGINT');
      timer = setTimeout(() => send('SIGKILL'), GRACE_MS);
    },
    /** What a command leaves running when it ends by itself is its own affair. */
    finish: (wasAsked: boolean): void => {
      clearTimeout(timer);
      if (wasAsked && isGroup) send('SIGKILL');
    },
  };
}

function cannotStart(program: string, cause: unknown): LabError {
  const isMissing = codeOf(cause) === 'ENOENT';
  const reason = isMissing ? 'command not found' : reasonOf(cause);
  return new LabError(`cannot start ${program}: ${reason}`, {
    hint: 'type the command after --: jaeger-lab exec -- npm test',
    exitCode: isMissing ? EXIT.notFound : EXIT.notExecutable,
    cause,
  });
}
