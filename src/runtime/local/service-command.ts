import { join } from 'node:path';
import type { ComponentSpec, Program } from '../runtime.ts';
import type { Command } from './command.ts';

/** How one of the lab's services is started as a process: as in its image, with the tracing preload before it unless it has none. */
export function serviceCommand(
  { service, untraced }: Extract<Program, { kind: 'service' }>,
  env: ReturnType<ComponentSpec['env']>,
  host: string,
  distFolder: string,
): Command {
  const preload = join(distFolder, 'services', 'tracing.cjs');
  const program = join(distFolder, 'services', `${service}.cjs`);
  return {
    command: process.execPath,
    args: untraced ? [program] : ['--require', preload, program],
    env: { HOST: host, ...env },
    runs: program,
    files: [preload, program],
  };
}
