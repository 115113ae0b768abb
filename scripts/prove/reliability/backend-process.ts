import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';

const PORTS = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health', 'zipkin'] as const;

/** The built embedded Jaeger as a process of its own. Disposing it ends it. */
export interface BackendProcess extends AsyncDisposable {
  readonly pid: number;
  readonly ports: Readonly<Record<(typeof PORTS)[number], number>>;
  residentMiB(): Promise<number>;
  descriptors(): Promise<number>;
}

/** @param flags besides the ports, which are free ones */
export async function startBackendProcess(...flags: string[]): Promise<BackendProcess> {
  const args = [...PORTS.map((name) => `--${name}-port=0`), ...flags];
  const child = spawn(process.execPath, [resolve('dist/backend.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { ports } = JSON.parse(line.toString()) as { ports: BackendProcess['ports'] };
  return {
    pid,
    ports,
    residentMiB: () => residentMiB(pid),
    descriptors: async () => (await readdir(`/proc/${pid}/fd`)).length,
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What a process has of the machine's memory. */
export async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1024);
}
