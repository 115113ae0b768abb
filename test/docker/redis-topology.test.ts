import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertNothingLeft,
  containerIds,
  docker,
  dockerProgram,
  JAEGER_2,
  labName,
} from '../support/docker-lab.ts';
import { assertStoryOfRedisTopology, redisTopology } from '../support/redis-topology-story.ts';

test('a file of one’s own whose services ask Redis, in containers', async () => {
  await using program = await dockerProgram();
  const lab = labName();
  const file = await redisTopology(program);
  try {
    const up = await program.run('up', file, '--name', lab, '--ports', 'auto', ...JAEGER_2.args);
    assert.equal(up.code, 0, up.stderr);
    const ids = await containerIds(lab);
    assert.deepEqual(Object.keys(ids).sort(), ['cart', 'jaeger', 'redis', 'redis-relay', 'shop']);
    const { Config: config } = await docker.getContainer(ids['redis'] ?? '').inspect();
    assert.equal(config.Image, process.env['JAEGER_LAB_TEST_IMAGE_REDIS']);
    await assertStoryOfRedisTopology(program, '--name', lab);
  } finally {
    await program.run('down', '--name', lab);
  }
  await assertNothingLeft(lab, program.stateHome);
});
