import { execFile } from 'node:child_process';

/** Enough for a busy machine; `ps` itself takes a few milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * State and start time of a process where there is no /proc: "Ss" and "Wed Nov 25 09:12:00 2026", to the second.
 *
 * @returns undefined when the process or `ps` does not exist
 */
export function processByPs(pid: number): Promise<[state: string, startTime: string] | undefined> {
  // In a fixed language and time zone: the answer is compared with an earlier one.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const args = ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)];
  return new Promise((done) => {
    execFile('ps', args, { env, timeout: ANSWER_WITHIN_MS }, (error, stdout) => {
      const [, state, startTime] = /^\s*(\S+)\s+(\S.*\S)\s*$/.exec(stdout) ?? [];
      done(
        error || state === undefined || startTime === undefined ? undefined : [state, startTime],
      );
    });
  });
}
