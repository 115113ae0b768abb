import { execFile } from 'node:child_process';

/** A command that asks for a password on a terminal would wait for ever. */
const TIMEOUT_MS = 30_000;

/**
 * What a command line of the user's writes to stdout, run by the shell.
 *
 * @throws Error with `code` (its exit code), or `killed` where it took longer than 30 s or the signal fired
 */
export function commandOutput(
  line: string,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string> {
  const [shell, flag] = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['/bin/sh', '-c'];
  return new Promise((done, fail) => {
    execFile(shell, [flag, line], { env, signal, timeout: TIMEOUT_MS }, (failure, stdout) => {
      // Its message has the command line, in which there may be a secret.
      if (failure) fail(Object.assign(new Error('failed'), { code: failure.code }));
      else done(stdout);
    });
  });
}
