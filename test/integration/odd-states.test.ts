import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UpAnswer } from '../../src/cli/commands/up/answer.ts';
import { assertNothingLeft, pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertCode, MAIN, type Program } from '../support/program.ts';
import { skipWithout } from '../support/real-programs.ts';

async function withStateFile(make: (state: string) => void | Promise<void>): Promise<Program> {
  const lab = await withoutEngine();
  const folder = join(lab.stateHome, 'jaeger-lab/lab');
  await mkdir(folder, { recursive: true });
  await make(join(folder, 'state.json'));
  return lab;
}

/** A sentence, its hint with a line for each way out, no stack. */
function assertHint(stderr: string, sentence: RegExp): void {
  assert.match(stderr, sentence);
  const ways = stderr.match(/^→ /gm)?.length ?? 0;
  assert.ok(ways === 1 || ways === 2, stderr);
  assert.doesNotMatch(stderr, /^ {4}at /m);
}

describe('a state file of a newer version', () => {
  test('is called newer by every command, and kept', async () => {
    const text = '{"version":2}';
    await using lab = await withStateFile((state) => writeFile(state, text));
    for (const command of ['status', 'logs', 'slowest', 'repair', 'up', 'down']) {
      const ended = await lab.run(command);
      assertCode(ended, 3);
      assertHint(ended.stderr, /state\.json was written by a newer jaeger-lab \(state version 2\)/);
    }
    assert.equal(await readFile(join(lab.stateHome, 'jaeger-lab/lab/state.json'), 'utf8'), text);
  });
});

for (const [title, make, skip] of [
  ['is a FIFO', (state: string) => void execFileSync('mkfifo', [state]), skipWithout('mkfifo')],
  ['is a directory', (state: string) => mkdir(state).then(() => undefined), false],
  ['was cut off', (state: string) => writeFile(state, '{"vers'), false],
] as const) {
  const name = `a state file that ${title} is damaged for status and logs alike, and down removes it`;
  test(name, { skip }, async () => {
    await using lab = await withStateFile(make);
    for (const command of ['status', 'logs', 'up']) {
      const ended = await lab.run(command);
      assertCode(ended, 3);
      assertHint(ended.stderr, /state\.json is damaged/);
      assert.match(ended.stderr, /^→ remove the lab and the damaged file:\n {2}.* down$/m);
    }
    assertCode(await lab.run('down'), 0);
    assert.deepEqual(await readdir(lab.stateHome), []);
  });
}

test('without its state a lab is there for status and logs alike', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', '--no-services', '--ports', 'auto', '--quiet'), 0);
  await rm(join(lab.stateHome, 'jaeger-lab/lab/state.json'));
  const status = await lab.run('status');
  assertCode(status, 3);
  assertHint(status.stderr, /the state of lab "lab" is lost; it has jaeger$/m);
  assertCode(await lab.run('logs'), 0);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});

test('a lab keeps working when the program that started it is replaced, and by the new one', async () => {
  await using lab = await withoutEngine();
  const old = join(lab.folder, 'old');
  await cp(dirname(MAIN), join(old, 'dist'), { recursive: true });
  await cp(resolve('package.json'), join(old, 'package.json'));
  const up = spawnSync(
    process.execPath,
    [join(old, 'dist/main.js'), 'up', '--jaeger', 'embedded', '--ports', 'auto', '--json'],
    { env: lab.env, cwd: lab.folder, encoding: 'utf8', timeout: 60_000 },
  );
  assert.equal(up.status, 0, up.stderr);
  // By then a service has loaded what it needs for its first span; an answer shows that it was not held up.
  await sleep(1500);
  const { components } = JSON.parse(up.stdout) as UpAnswer;
  const ports = components.flatMap(({ name, ports }) => (name === 'jaeger' ? [] : ports));
  for (const { hostPort } of ports) await fetch(`http://127.0.0.1:${hostPort}/healthz`);
  await rm(old, { recursive: true });

  const load = ['load', '--n', '3', '--interval', '0', '--quiet'];
  assertCode(await lab.run(...load), 0);
  assertCode(await lab.run('status'), 0);
  process.kill((await pidsOf(lab))['enricher'] ?? 0, 'SIGKILL');
  assertCode(await lab.run('repair', '--quiet'), 0);
  assertCode(await lab.run(...load), 0);
  assertCode(await lab.run('down', '--quiet'), 0);
  await assertNothingLeft(lab);
});

/** Root may read everything: another user is needed. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

test(
  'a state folder that cannot be read is one sentence, never a bug',
  { skip: isRoot ? false : 'needs root to become another user' },
  async () => {
    await using lab = await withStateFile((state) => writeFile(state, '{}'));
    const folder = join(lab.stateHome, 'jaeger-lab/lab');
    await chmod(folder, 0o700);
    for (const path of [join(lab.stateHome, '..'), lab.stateHome, join(folder, '..')])
      await chmod(path, 0o755);
    for (const command of ['down', 'status', 'logs', 'load']) {
      const { status, stderr } = spawnSync(process.execPath, [MAIN, command], {
        env: lab.env,
        cwd: '/',
        uid: NOBODY,
        gid: NOBODY,
        encoding: 'utf8',
        timeout: 60_000,
      });
      assert.equal(status, 3, stderr);
      assert.match(
        stderr,
        /^✖ cannot (read|write) .*jaeger-lab\/lab\/[a-z.]+: permission denied$/m,
      );
      assert.doesNotMatch(stderr, /^ {4}at /m);
    }
  },
);

test('a working directory that was removed is one sentence; help works all the same', async () => {
  await using lab = await withoutEngine();
  const inRemoved = (...args: string[]): ReturnType<typeof spawnSync> => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
    return spawnSync('sh', ['-c', script, 'sh', process.execPath, MAIN, ...args], {
      env: lab.env,
      cwd: lab.folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
  };
  for (const command of [['status'], ['up', '--runtime', 'local'], ['down'], ['list'], ['smoke']]) {
    const { status, stderr } = inRemoved(...command);
    assert.equal(status, 3, String(stderr));
    assertHint(String(stderr), /^✖ the working directory no longer exists$/m);
  }
  const help = inRemoved('up', '--help');
  assert.equal(help.status, 0, String(help.stderr));
  assert.match(String(help.stdout), /Usage: /);
});
