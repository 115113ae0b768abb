import assert from 'node:assert/strict';
import { assertNothingLeft, containerIds, docker, withLab } from './docker-lab.ts';
import { assertCode } from './program.ts';

/** A lab of another owner is refused with both names, and replaced only with `--take-over`. */
export function assertStoryOfTwoOwners(): Promise<void> {
  return withLab(async (lab) => {
    const theirs = await docker.createContainer({
      Image: process.env['JAEGER_LAB_TEST_IMAGE_NODE'] ?? '',
      name: `jaeger-lab-${lab.name}.jaeger`,
      Labels: {
        'jaeger-lab.lab': lab.name,
        'jaeger-lab.component': 'jaeger',
        'jaeger-lab.owner': 'anna@elsewhere',
      },
    });
    for (const command of [['up', '--ports', 'auto'], ['down']]) {
      const refused = await lab.run(...command);
      assertCode(refused, 2);
      assert.match(refused.stderr, /belongs to anna@elsewhere; you are \S+@\S+/);
      assert.match(refused.stderr, /--name, or add --take-over/);
      assert.deepEqual(await containerIds(lab.name), { jaeger: theirs.id });
    }
    await lab.up('--take-over');
    assert.notEqual((await containerIds(lab.name))['jaeger'], theirs.id);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab.name, lab.stateHome);
  });
}
