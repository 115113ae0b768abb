import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadAnswer } from '../../src/cli/answers/load.ts';
import { compareAnswer } from '../../src/cli/commands/compare/answer.ts';
import { slowestAnswer } from '../../src/cli/commands/slowest/answer.ts';
import { upAnswer } from '../../src/cli/commands/up/answer.ts';
import { assertNothingLeft, pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertStoryOfFileSync } from '../support/file-sync-story.ts';
import { REDIS_STORES } from '../support/redis-stores.ts';
import { assertCode } from '../support/program.ts';

describe('file-sync without containers', () => {
  for (const { title, path, runs, skip } of REDIS_STORES)
    test(
      `on ${title}: fifteen questions take as many round trips, one for all takes one`,
      { skip },
      async () => {
        await using lab = await withoutEngine(path);
        const up = await lab.run('up', 'file-sync', '--ports', 'auto');
        assert.equal(up.code, 0, up.stderr);
        assert.match(up.stdout, runs);
        await assertStoryOfFileSync(lab);
        assertCode(await lab.run('down'), 0);
        await assertNothingLeft(lab);
      },
    );

  test('a demo of it asks both ways, and says how many times as fast the one is', async () => {
    await using lab = await withoutEngine();
    const demo = await lab.run('demo', 'file-sync', '--ports', 'auto', '--quiet');
    assert.equal(demo.code, 0, demo.stderr);
    assert.match(demo.stdout, /^N\+1: sync get → redis, 15 × one after the other: /m);
    const [, times] = /b \(run 2\) is (\d+\.\d) times as fast/.exec(demo.stdout) ?? [];
    assert.ok(Number(times) > 1, demo.stdout);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('a demo for a program writes what its commands answer, a document in each line', async () => {
    await using lab = await withoutEngine();
    const demo = await lab.run('demo', 'file-sync', '--ports', 'auto', '--quiet', '--json');
    assertCode(demo, 0);
    const documents = demo.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const schemas = [upAnswer, loadAnswer, slowestAnswer, loadAnswer, compareAnswer];
    assert.equal(documents.length, schemas.length, demo.stdout);
    for (const [at, schema] of schemas.entries()) schema.parse(documents[at]);
    assertCode(await lab.run('down'), 0);
  });

  test('a request that the scenario does not name is refused with those that it does', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', 'file-sync', '--ports', 'auto', '--quiet'), 0);
    const load = await lab.run('load', '--request', 'bached');
    assert.equal(load.code, 2);
    assert.match(load.stderr, /no request "bached"[^]*one of: one-by-one, batched/);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('a Redis that died is shown by status and started again by up', async () => {
    await using lab = await withoutEngine('/no-such-folder');
    const up = ['up', 'file-sync', '--ports', 'auto', '--quiet'];
    assertCode(await lab.run(...up), 0);
    const { redis: pid } = await pidsOf(lab);
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    const status = await lab.run('status');
    assert.equal(status.code, 1);
    assert.match(status.stderr, /redis has exited/);
    assert.match(status.stderr, /start it again:\n.*repair/);
    assertCode(await lab.run(...up), 0);
    const load = await lab.run('load', '--n', '1', '--request', 'batched', '--quiet');
    assert.equal(load.code, 0, load.stderr);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });
});
