import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JAEGER_2, assertNothingLeft, dockerProgram, labName } from '../support/docker-lab.ts';
import { assertStoryOfInject } from '../support/inject-story.ts';

test('faults are switched on and off at a lab of containers, and end with it', async () => {
  await using program = await dockerProgram();
  const lab = labName();
  const args = ['up', 'checkout', '--name', lab, '--ports', 'auto', '--quiet', ...JAEGER_2.args];
  try {
    const up = await program.run(...args);
    assert.equal(up.code, 0, up.stderr);
    await assertStoryOfInject(program, args, '--name', lab);
  } finally {
    await program.run('down', '--name', lab);
  }
  await assertNothingLeft(lab, program.stateHome);
});
