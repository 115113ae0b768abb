import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';

const AUTO = ['--runtime', 'local', '--ports', 'auto', '--quiet'];

test('repair starts a dead process again on its port, and leaves the others alone', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', ...AUTO, '--sample', '0.5'), 0);
  const { validator = 0, ...others } = await pidsOf(lab);
  process.kill(validator, 'SIGKILL');
  const status = await lab.run('status');
  assertCode(status, 1);
  assert.match(status.stderr, /validator ended; last log line: validator listens on /);
  const load = await lab.run('load', '--n', '1', '--interval', '0', '--quiet');
  assertCode(load, 1);
  assert.match(load.stderr, /│ validator ended[^]*→ .*repair/);
  const other = await lab.run('repair', 'gateway', '--format', 'table');
  assertCode(other, 0);
  assert.match(other.stdout, /gateway runs, nothing was started; not running: validator\./);
  const repaired = await lab.run('repair', '--json', '--quiet');
  assertCode(repaired, 0);
  assert.deepEqual((JSON.parse(repaired.stdout) as { started: string[] }).started, ['validator']);
  const { validator: again, ...same } = await pidsOf(lab);
  assert.deepEqual(same, others);
  assert.notEqual(again, validator);
  assertCode(await lab.run('load', '--n', '2', '--interval', '0', '--quiet'), 0);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});

test('a failed up names what it would recreate and leaves the lab as it was', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', ...AUTO), 0);
  const before = Object.keys(await pidsOf(lab));
  const changed = ['up', ...AUTO, '--env', 'enricher.NODE_OPTIONS=--require=/no-such.cjs'];
  const up = await lab.run(...changed, '--yes');
  assertCode(up, 3);
  assert.match(up.stderr, /Lab "lab" is up with other options: enricher is recreated\./);
  assert.deepEqual(Object.keys(await pidsOf(lab)), before);
  assertCode(await lab.run('status'), 0);
  assertCode(await lab.run('load', '--n', '2', '--interval', '0', '--quiet'), 0);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});
