import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { assertStoryOfInject } from '../support/inject-story.ts';
import { assertNothingLeft, pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';

const UP = ['up', 'checkout', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'];

test('faults are switched on and off at a lab of processes, and end with it', async () => {
  await using lab = await withoutEngine();
  const up = await lab.run(...UP);
  assert.equal(up.code, 0, up.stderr);
  await assertStoryOfInject(lab, UP);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});

test('a service that is gone is named, and the others are switched off all the same', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP), 0);
  assertCode(await lab.run('inject', 'user', '--delay', '1s'), 0);
  const { payment = 0 } = await pidsOf(lab);
  assert.ok(payment > 1);
  process.kill(payment, 'SIGKILL');
  const lost = /^✖ payment does not answer at 127\.0\.0\.1:\d+: .*ECONNREFUSED.*\n→ .* status\n$/;
  for (const args of [['payment', '--delay', '1s'], ['payment'], ['--off']]) {
    const ended = await lab.run('inject', ...args);
    assert.equal(ended.code, EXIT.notReady, ended.stderr);
    assert.match(ended.stderr, lost);
  }
  const left = await lab.run('inject');
  assert.deepEqual([left.code, left.stdout], [0, '']);
  assertCode(await lab.run('down'), 0);
});

test('a lab that allows no faults refuses, and so do its services', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP, '--no-faults'), 0);
  const refused = await lab.run('inject', 'payment', '--delay', '1s');
  assert.equal(refused.code, EXIT.usage);
  assert.match(
    refused.stderr,
    /fault injection is disabled in lab ".*" \(up --no-faults\)\n→ .* up check/,
  );
  const status = JSON.parse((await lab.run('status', '--json')).stdout) as {
    components: { name: string; ports: { hostPort: number }[] }[];
    faults: unknown[];
  };
  assert.deepEqual(status.faults, []);
  const { ports } = status.components.find(({ name }) => name === 'payment') ?? { ports: [] };
  const outside = await fetch(`http://127.0.0.1:${ports[0]?.hostPort}/__lab/fault`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"delayMs":1000}',
  });
  assert.equal(outside.status, 404);
  assertCode(await lab.run('down'), 0);
});
