import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lessons } from '../../src/lessons/all.ts';
import { closedPort } from '../services/listener.ts';
import { type Commands, assertCode } from './program.ts';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const DONE_WITHIN_MS = 60_000;

/** The first of three ports in a row that are free now. */
async function threePorts(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = await closedPort();
    const next = await Promise.all([isFree(first + 1), isFree(first + 2)]);
    if (next.every(Boolean)) return first;
  }
  return assert.fail('three ports in a row are free');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/**
 * Starts the services of a folder, sends them a request, and does something until it succeeds, while they run.
 *
 * @param command the program and the file that starts them
 */
export async function whileRequested(
  [program, file]: readonly [string, string],
  isDone: () => Promise<boolean>,
): Promise<void> {
  const first = await threePorts();
  const child = spawn(program, [file], {
    env: { ...process.env, FIRST_PORT: String(first) },
    stdio: 'ignore',
  });
  const giveUpAt = Date.now() + DONE_WITHIN_MS;
  try {
    for (;;) {
      const answer = await fetch(`http://localhost:${first}/process`).catch(() => undefined);
      if (answer?.ok && (await isDone())) break;
      assert.ok(
        Date.now() < giveUpAt,
        `the services ${answer ? 'left no trace' : 'did not answer'}`,
      );
      await sleep(100);
    }
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/**
 * Proves the lesson that instruments services by hand: whole traces arrive once the command of the last hint has
 * applied the answer.
 *
 * @param words of the printed command that writes the services
 */
export async function assertInstrumentedByHand(
  lab: Commands,
  words: readonly string[],
): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'jaeger-lab-by-hand-'));
  const folder = join(parent, 'shop');
  const here = (all: readonly string[]): string[] =>
    all.map((word) => (word === './shop' ? folder : word));
  try {
    assertCode(await lab.run(...here(words)), 0);
    await symlink(MODULES, join(folder, 'node_modules'));
    const { hints } = lessons.find(({ id }) => id === 'instrument') ?? assert.fail();
    assertCode(await lab.run(...here((hints.at(-1) ?? '').split(' ').slice(1))), 0);
    await whileRequested(
      [process.execPath, join(folder, 'start.cjs')],
      async () => (await lab.run('learn', '--check')).code === 0,
    );
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
