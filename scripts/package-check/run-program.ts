import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Longer than an install or a small demo takes on a busy machine. */
const WITHIN_MS = 180_000;

export interface Calling {
  readonly env: NodeJS.ProcessEnv;
  /** Default: the home of `env`, where no project's settings apply. */
  readonly cwd?: string;
}

/**
 * @returns stdout
 * @throws Error with the last lines of both streams unless it exits with 0
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  calling: Calling,
): Promise<string> {
  const options = { cwd: calling.env['HOME'], ...calling, timeout: WITHIN_MS, maxBuffer: 64e6 };
  try {
    return (await promisify(execFile)(command, args, options)).stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const lines = `${stdout}\n${stderr}`.trim().split('\n').slice(-6).join(' / ');
    throw new Error(`${command} ${args.join(' ')}: ${lines || String(cause)}`, { cause });
  }
}
