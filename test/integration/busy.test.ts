import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';

test('300 requests, 30 at a time, raise no finding of clocks or of callers that gave up', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', '--ports', 'auto', '--quiet'), 0);
  const load = ['load', '--n', '300', '--concurrency', '30', '--quiet'];
  assertCode(await lab.run(...load), 0);
  const slowest = await lab.run('slowest', '--json', '--quiet');
  assertCode(slowest, 0);
  const { clocks, gaveUp, requests } = JSON.parse(slowest.stdout) as Record<string, unknown>;
  assert.deepEqual([clocks, gaveUp, requests], [[], undefined, 300]);
  const verify = await lab.run('verify', '--json', '--quiet');
  assertCode(verify, 0);
  const { warnings } = JSON.parse(verify.stdout) as { warnings: { what: string }[] };
  assert.deepEqual(
    warnings.filter(({ what }) => /clock|gave up/.test(what)),
    [],
  );
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});
