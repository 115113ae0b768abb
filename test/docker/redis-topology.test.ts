import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerIds, docker, withLab } from '../support/docker-lab.ts';
import { assertStoryOfRedisTopology, redisTopology } from '../support/redis-topology-story.ts';

test('a file of one’s own whose services ask Redis, in containers', () =>
  withLab(async (lab) => {
    await lab.up(await redisTopology(lab));
    const ids = await containerIds(lab.name);
    assert.deepEqual(Object.keys(ids).sort(), ['cart', 'jaeger', 'redis', 'redis-relay', 'shop']);
    const { Config: config } = await docker.getContainer(ids['redis'] ?? '').inspect();
    assert.equal(config.Image, process.env['JAEGER_LAB_TEST_IMAGE_REDIS']);
    await assertStoryOfRedisTopology(lab);
  }));
