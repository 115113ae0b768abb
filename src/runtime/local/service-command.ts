import { join } from 'node:path';
import type { ComponentSpec } from '../runtime.ts';
import type { Command } from './command.ts';

/** How one of the lab's services is started as a process: as in its image, with the tracing preload before it. */
export function serviceCommand(
  service: string,
  env: ReturnType<ComponentSpec['env']>,
  host: string,
  distFolder: string,
): Command {
  const preload = join(distFolder, 'services', 'tracing.cjs');
  const program = join(distFolder, 'services', `${service}.cjs`);
  return {
    command: process.execPath,
    args: ['--require', preload, program],
    env: { HOST: host, ...env },
    runs: program,
    files: [preload, program],
  };
}
