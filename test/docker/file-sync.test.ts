import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerIds, docker, withLab } from '../support/docker-lab.ts';
import { assertStoryOfFileSync } from '../support/file-sync-story.ts';

test('file-sync in containers, on a real Redis', () =>
  withLab(async (lab) => {
    await lab.up('file-sync');
    const { redis } = await containerIds(lab.name);
    assert.ok(redis);
    const { Config: config, HostConfig: host } = await docker.getContainer(redis).inspect();
    assert.deepEqual(
      [config.User, host.ReadonlyRootfs, host.CapDrop, config.Image],
      ['10001:10001', true, ['ALL'], process.env['JAEGER_LAB_TEST_IMAGE_REDIS']],
    );
    await assertStoryOfFileSync(lab);
  }));
