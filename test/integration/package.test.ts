import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { skipWithout } from '../support/real-programs.ts';

const skip = skipWithout('bash') || skipWithout('zsh') || skipWithout('man');

test('the packed file installs as one small package, and works', { skip }, async () => {
  const args = ['--import', 'tsx', 'scripts/package-check.ts', '--quick'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
  const rows = stdout.trimEnd().split('\n');
  assert.deepEqual(
    rows.filter((row) => !row.startsWith('ok\t')),
    [],
  );
  const [, packed] = /([\d.]+) MB unpacked/.exec(stdout) ?? [];
  assert.ok(Number(packed) < 6, `${packed} MB unpacked`);
  assert.match(stdout, /\tnpm: install\t.* MB, packages: 1, install scripts: 0$/m);
});
