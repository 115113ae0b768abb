import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../../../test/support/run.ts';

/** What one process holds after some cycles of `up` and `down`, and what they left on the machine. */
export interface Held {
  readonly descriptors: number;
  readonly children: number;
  readonly files: number;
  readonly residentMiB: number;
}

/** Brings a lab up and takes it down, all in this process, and looks at what is held now and then. */
export async function cycles(n: number, looks: number): Promise<readonly Held[]> {
  const home = await mkdtemp(join(tmpdir(), 'jaeger-lab-prove-'));
  const env = { XDG_STATE_HOME: home, PATH: '/usr/bin:/bin', HOME: home };
  const world = { env, distFolder: resolve('dist') };
  const held: Held[] = [];
  try {
    for (let i = 1; i <= n; i += 1) {
      await upAndDown(world);
      if (i % Math.ceil(n / looks) === 0) held.push(await heldNow(home));
    }
    return held;
  } finally {
    await run(['down', '--quiet'], world).catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  }
}

const UP = ['up', '--runtime', 'local', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'];

async function upAndDown(world: Parameters<typeof run>[1]): Promise<void> {
  for (const args of [UP, ['down', '--volumes', '--quiet']]) {
    const { error } = await run(args, world);
    if (error) throw error;
  }
}

async function heldNow(home: string): Promise<Held> {
  globalThis.gc?.();
  const children = await readdir('/proc').then((names) =>
    Promise.all(names.filter((name) => /^\d+$/.test(name)).map((pid) => isOurs(pid, home))),
  );
  return {
    descriptors: (await readdir('/proc/self/fd')).length,
    children: children.filter(Boolean).length,
    files: (await readdir(home, { recursive: true })).length,
    residentMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
  };
}

async function isOurs(pid: string, home: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.includes(home) && pid !== String(process.pid);
}

/** More than a warm process gains by chance; a leak of 0.2 MiB for each cycle is 100 MiB after 500. */
const MOST_GROWTH_MIB = 60;

/** Whether the last look finds no more than the first: memory may move within what a collector leaves. */
export function isFlat(held: readonly Held[]): boolean {
  const [first, last] = [held[0], held.at(-1)];
  if (first === undefined || last === undefined) return false;
  return (
    last.descriptors <= first.descriptors + 2 &&
    last.children === 0 &&
    last.files <= first.files &&
    last.residentMiB <= first.residentMiB + MOST_GROWTH_MIB
  );
}
