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
  return (await run(command, args, calling)).stdout;
}

/** Not about the package: the package manager, with a Node.js older than it supports. */
const ABOUT_NODE = 'does not support Node.js';

/**
 * Runs a package manager that must have nothing to complain about.
 * @throws Error with its warnings
 */
export async function runWithoutWarning(
  command: string,
  args: readonly string[],
  calling: Calling,
): Promise<void> {
  const { stdout, stderr } = await run(command, args, calling);
  const lines = `${stdout}\n${stderr}`.split('\n');
  const warnings = lines.filter((line) => /\bwarn/i.test(line) && !line.includes(ABOUT_NODE));
  if (warnings.length > 0) throw new Error(`${command} warns: ${warnings.join(' / ')}`);
}

async function run(
  command: string,
  args: readonly string[],
  calling: Calling,
): Promise<{ stdout: string; stderr: string }> {
  const options = { cwd: calling.env['HOME'], ...calling, timeout: WITHIN_MS, maxBuffer: 64e6 };
  try {
    return await promisify(execFile)(command, args, options);
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const lines = `${stdout}\n${stderr}`.trim().split('\n').slice(-6).join(' / ');
    throw new Error(`${command} ${args.join(' ')}: ${lines || String(cause)}`, { cause });
  }
}
