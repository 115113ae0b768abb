import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dockerProgram } from '../support/docker-lab.ts';
import { examplesOf } from '../support/examples.ts';
import { assertCode } from '../support/program.ts';

// The examples of all other commands run in test/integration/examples.test.ts.
test('the examples of the help of images work as they are printed', async () => {
  await using program = await dockerProgram();
  const examples = await examplesOf('images');
  assert.ok(examples.length >= 3);
  for (const example of examples) assertCode(await program.run(...example), 0);
});
