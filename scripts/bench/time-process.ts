import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LabError } from '../../src/base/errors.ts';

/** The built program. */
export const MAIN = resolve('dist/main.js');

export interface Ran {
  readonly ms: number;
  readonly stdout: string;
  readonly peakBytes: number;
}

/** The run time of one process, and its maximum resident memory. */
export async function timeProcess(args: readonly string[], watch = false): Promise<Ran> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  let peakBytes = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const look = async (): Promise<void> => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    peakBytes = Math.max(peakBytes, peak);
  };
  const watching = watch ? setInterval(() => void look(), 10) : undefined;
  const [code] = (await once(child, 'close')) as [number];
  const ms = performance.now() - begin;
  clearInterval(watching);
  if (code !== 0) throw new LabError(`node ${args.join(' ')} ended with ${code}`);
  return { ms, stdout, peakBytes };
}
