import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { REDIS_STORES } from '../support/redis-stores.ts';
import { assertStoryOfRedisTopology, redisTopology } from '../support/redis-topology-story.ts';
import { assertCode } from '../support/program.ts';

describe('a file of one’s own whose services ask Redis, without containers', () => {
  for (const { title, path, runs, skip } of REDIS_STORES)
    test(`on ${title}: whole traces, and the N+1 is found`, { skip }, async () => {
      await using lab = await withoutEngine(path);
      const file = await redisTopology(lab);
      const up = await lab.run('up', file, '--jaeger', 'embedded', '--ports', 'auto', '--quiet');
      assert.equal(up.code, 0, up.stderr);
      assert.match(up.stdout, runs);
      await assertStoryOfRedisTopology(lab);
      assertCode(await lab.run('down'), 0);
      await assertNothingLeft(lab);
    });
});
