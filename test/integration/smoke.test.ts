import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SmokeAnswer } from '../../src/cli/commands/smoke/answer.ts';
import { program } from '../support/program.ts';

test('a smoke test that fails says why, also when its artefacts cannot be written', async () => {
  await using lab = await program({ JAEGER_LAB_RUNTIME: 'local' });
  await mkdir(join(lab.folder, 'out', 'smoke.json'), { recursive: true });
  const { code, stdout, stderr } = await lab.run(
    'smoke',
    '--jaeger',
    'embedded',
    '--env',
    'validator.PORT=none',
    '--artifacts',
    'out',
    '--quiet',
  );
  assert.equal(code, 3, stderr);
  const { ok, failures, artifacts } = JSON.parse(stdout) as SmokeAnswer;
  assert.equal(ok, false);
  assert.match(failures[0] ?? '', /^validator ended with exit code 1 before it was ready/);
  assert.match(failures[1] ?? '', /^cannot write to the folder out: it is a directory$/);
  assert.equal(artifacts, undefined);
});
