import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from '../support/docker-lab.ts';
import { assertFoundAndFixed, examine, named, variantsIn } from '../support/doctor-story.ts';
import { assertCode } from '../support/program.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

test(
  'services whose root spans lack the tags that adaptive sampling counts are named, and fixed',
  { skip: serversMissing },
  () =>
    withLab(async (lab) => {
      await lab.up(...SERVER_IMAGES, '--sampling', 'adaptive=2/s', '--quiet');
      assert.deepEqual(named(await examine(lab)), []);
      const [planted] = variantsIn({ adapted: ['gateway'] }, 'sampling').slice(-1);
      await assertFoundAndFixed(lab, planted?.args ?? []);
      assert.deepEqual(named(await examine(lab)), []);
      assertCode(await lab.run('down', '--volumes'), 0);
    }),
);
