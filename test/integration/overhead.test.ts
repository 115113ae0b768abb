import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { identityOf } from '../../src/base/process-identity.ts';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { overheadAnswer } from '../../src/cli/commands/overhead/answer.ts';
import { type Program, program } from '../support/program.ts';
import { run } from '../support/run.ts';

const SHORT = ['overhead', '--rounds', '2', '--duration', '250ms', '--concurrency', '4'];

/** Children of a process, as /proc lists them. */
async function childrenOf(pid: number): Promise<number[]> {
  const names = await readdir('/proc');
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, i) => parents[i] === pid);
}

async function parentOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
  return parent === undefined ? undefined : Number(parent);
}

async function assertNothingLeft(lab: Program, temporary: string): Promise<void> {
  assert.deepEqual(await readdir(lab.stateHome), []);
  assert.deepEqual(await readdir(lab.folder), []);
  assert.deepEqual(await readdir(temporary), []);
}

async function withTemporaryFolder(
  work: (lab: Program, temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'jaeger-lab-overhead-'));
  try {
    await using lab = await program({ TMPDIR: temporary });
    await work(lab, temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

describe('overhead', () => {
  test('bare sends no span, 100 % one for each request, 10 % fewer; nothing is left', () =>
    withTemporaryFolder(async (lab, temporary) => {
      const { code, stdout, stderr } = await lab.run(...SHORT, '--json');
      assert.equal(code, 0, stderr);
      const answer = overheadAnswer.parse(JSON.parse(stdout));
      assert.deepEqual(
        [
          answer.rounds,
          answer.durationMs,
          answer.concurrency,
          answer.sides.map(({ side }) => side),
        ],
        [2, 250, 4, ['bare', 'sampled-100', 'sampled-10']],
      );
      const [bare, all, tenth] = answer.sides;
      assert.ok(bare && all && tenth);
      for (const { requests, perSecond, p50Us } of answer.sides) {
        assert.ok(requests > 0);
        assert.deepEqual([perSecond.n, p50Us.n, perSecond.range], [2, 2, 'min-max']);
      }
      assert.deepEqual(bare.spans, { sampled: 0, received: 0, dropped: 0 });
      assert.equal(bare.toBare, undefined);
      assert.equal(all.spans.sampled, all.requests);
      assert.equal(all.spans.received + all.spans.dropped, all.requests);
      assert.equal(tenth.spans.received + tenth.spans.dropped, tenth.spans.sampled);
      // Of n requests half or more would be sampled by chance less than once in a million runs.
      assert.ok(tenth.requests >= 20, 'a machine that answers so little measures nothing');
      assert.ok(tenth.spans.sampled < tenth.requests / 2);
      assert.equal(all.toBare?.throughput.n, 2);

      const rounds = stderr.trimEnd().split('\n');
      assert.deepEqual(
        rounds.map((line) => line.replaceAll(/\b\d+\/s/g, 'N/s').trim()),
        ['warm-up', 'round 1 of 2', 'round 2 of 2'].map(
          (round) => `${round}: bare N/s, 100 % N/s, 10 % N/s`,
        ),
      );
      await assertNothingLeft(lab, temporary);
    }));

  test('a service that asks for its rate is measured beside the others', () =>
    withTemporaryFolder(async (lab, temporary) => {
      const { code, stdout, stderr } = await lab.run(...SHORT, '--remote', '--json', '--quiet');
      assert.equal(code, 0, stderr);
      const { sides } = overheadAnswer.parse(JSON.parse(stdout));
      const [, , , remote] = sides;
      assert.equal(remote?.side, 'remote-10');
      assert.ok(remote.requests >= 20, 'a machine that answers so little measures nothing');
      // Until it is answered it samples all; of 130 requests none is sampled less than once in a million runs.
      assert.ok(remote.spans.sampled < remote.requests / 2);
      assert.ok(remote.spans.sampled > 0 || remote.requests < 130);
      await assertNothingLeft(lab, temporary);
    }));

  test('a queue that is too short drops spans, and the answer says how many', () =>
    withTemporaryFolder(async (lab) => {
      const variable = 'OTEL_BSP_MAX_QUEUE_SIZE=1';
      const { code, stdout } = await lab.run(...SHORT, '--env', variable, '--json', '--quiet');
      assert.equal(code, 0);
      const { sides, env } = overheadAnswer.parse(JSON.parse(stdout));
      const [, all] = sides;
      assert.deepEqual(env, { OTEL_BSP_MAX_QUEUE_SIZE: '1' });
      assert.ok(all && all.spans.dropped > 0);
      assert.equal(all.spans.received + all.spans.dropped, all.requests);
    }));

  for (const [title, signals] of [
    ['Ctrl-C while they start', 1],
    ['Ctrl-C while they are measured', 1],
    ['Ctrl-C twice', 2],
  ] as const) {
    test(`${title} leaves no process and no file`, { skip: process.platform !== 'linux' }, () =>
      withTemporaryFolder(async (lab, temporary) => {
        const { child, ended } = lab.start('overhead', '--duration', '500ms');
        const warm = new Promise((done) => child.stderr?.once('data', done));
        const four = async (): Promise<number[] | undefined> => {
          const pids = await childrenOf(child.pid ?? 0);
          return pids.length === 4 ? pids : undefined;
        };
        const children = await waitUntil(
          'a backend and three services',
          four,
          { timeoutMs: 30_000, everyMs: 20 },
          realClock,
        );
        if (title.endsWith('measured')) await Promise.race([warm, ended]);
        for (let sent = 0; sent < signals; sent += 1) child.kill('SIGINT');
        const { code, stdout } = await ended;
        assert.deepEqual([code, stdout], [130, '']);
        await waitUntil(
          'the children to be gone',
          async () => {
            const running = await Promise.all(children.map((pid) => identityOf(pid)));
            return running.every((identity) => identity === undefined) ? true : undefined;
          },
          { timeoutMs: 5_000, everyMs: 20 },
          realClock,
        );
        await assertNothingLeft(lab, temporary);
      }),
    );
  }

  test('a service that does not start is named, with what it wrote last', async () => {
    const distFolder = await mkdtemp(join(tmpdir(), 'jaeger-lab-overhead-'));
    try {
      await symlink(resolve('dist/backend.js'), join(distFolder, 'backend.js'));
      await mkdir(join(distFolder, 'services'));
      const broken = "console.error('no such luck'); process.exit(1);";
      await writeFile(join(distFolder, 'services', 'topology.cjs'), broken);
      const { error, out } = await run(['overhead', '--quiet'], { distFolder });
      assert.equal(error?.message, 'the service (bare) did not start: it ended with exit code 1');
      assert.deepEqual([error.exitCode, error.evidence, out], [3, ['no such luck'], '']);
    } finally {
      await rm(distFolder, { recursive: true, force: true });
    }
  });

  test('a program that was not built says so', async () => {
    const { error } = await run(['overhead', '--quiet'], { distFolder: '/no-such-folder' });
    assert.match(error?.message ?? '', /^the embedded backend did not start/);
    assert.ok(error?.evidence.some((line) => line.includes('/no-such-folder/backend.js')));
    assert.equal(error?.exitCode, 3);
  });
});
