import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  JAEGER_2,
  assertNothingLeft,
  containerIds,
  docker,
  dockerProgram,
  labName,
} from '../support/docker-lab.ts';
import { assertStoryOfFileSync } from '../support/file-sync-story.ts';

test('file-sync in containers, on a real Redis', async () => {
  await using program = await dockerProgram();
  const lab = labName();
  try {
    const args = ['file-sync', '--name', lab, '--ports', 'auto', ...JAEGER_2.args];
    const up = await program.run('up', ...args);
    assert.equal(up.code, 0, up.stderr);
    const { redis } = await containerIds(lab);
    assert.ok(redis);
    const { Config: config, HostConfig: host } = await docker.getContainer(redis).inspect();
    assert.deepEqual(
      [config.User, host.ReadonlyRootfs, host.CapDrop, config.Image],
      ['10001:10001', true, ['ALL'], process.env['JAEGER_LAB_TEST_IMAGE_REDIS']],
    );
    await assertStoryOfFileSync(program, '--name', lab);
  } finally {
    await program.run('down', '--name', lab);
  }
  await assertNothingLeft(lab, program.stateHome);
});
