import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { assertFoundAndFixed, examine, named, typePrinted } from '../support/doctor-story.ts';
import { assertNothingLeft, pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';

const UP = ['up', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'];

test('what a user set with --env is found as well, and reset by the printed command', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP, '--env', 'enricher.OTEL_TRACES_EXPORTER=none'), 0);
  const found = await examine(lab);
  assert.deepEqual(named(found), ['disabled in enricher']);
  assert.match(found.findings[0]?.fix ?? '', / fix enricher OTEL_TRACES_EXPORTER$/);
  const shown = await lab.run('doctor', '--format', 'table');
  assert.match(shown.stdout, /fix +\S.* fix enricher OTEL_TRACES_EXPORTER\n/);
  // One that is set does not hide one that is not.
  for (const variables of [['OTEL_NOTHING'], ['OTEL_TRACES_EXPORTER', 'OTEL_NOTHING']]) {
    const other = await lab.run('fix', 'enricher', ...variables);
    assert.equal(other.code, EXIT.usage);
    assert.match(
      other.stderr,
      /^✖ neither break nor up --env set OTEL_NOTHING for component "enricher"\n→ .*\n.* doctor\n→ .*\n.* fix enricher\n$/,
    );
  }
  assertCode(await lab.run('fix', 'enricher', 'OTEL_TRACES_EXPORTER'), 0);
  assert.deepEqual(named(await examine(lab)), []);
  assertCode(await lab.run('down'), 0);
});

test('a service that repeats its calls, and one that is gone, are named and repaired', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP), 0);
  await assertFoundAndFixed(lab, ['retry-storm']);
  process.kill((await pidsOf(lab))['enricher'] ?? assert.fail(), 'SIGKILL');
  const found = await examine(lab);
  assert.deepEqual(named(found), ['down in enricher']);
  assertCode(await lab.run('repair', 'enricher'), 0);
  assert.deepEqual(named(await examine(lab)), []);
  assertCode(await lab.run('down'), 0);
});

/** Each in a service of the checkout chain of its own. */
const BEHAVIOURS = {
  'api-gateway': 'queue',
  order: 'n-plus-one',
  payment: 'clock',
};

test('repeated calls, a full queue and a wrong clock are named at once, and fixed', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', 'checkout', ...UP.slice(1)), 0);
  for (const [service, cause] of Object.entries(BEHAVIOURS))
    assertCode(await lab.run('break', cause, '--service', service, '--quiet'), 0);
  const { findings } = await examine(lab);
  const expected = Object.entries(BEHAVIOURS).map(([service, cause]) => `${cause} in ${service}`);
  assert.deepEqual(named({ findings }), expected.toSorted(), JSON.stringify(findings));
  for (const { fix } of findings) await typePrinted(lab, fix ?? '');
  assert.deepEqual(named(await examine(lab)), []);
  assertCode(await lab.run('down'), 0);
});

test('break hides what it planted, diagnose grades it, fix undoes it exactly', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP), 0);
  const configs = async (): Promise<unknown> =>
    (JSON.parse((await lab.run('status', '--json')).stdout) as StatusAnswer).components;
  const before = await configs();
  const broken = await lab.run('break', 'disabled', '--service', 'validator', '--json');
  assertCode(broken, 0);
  assert.doesNotMatch(broken.stdout + broken.stderr, /validator|disabled/);
  for (const command of [['status'], ['status', '--json'], ['inject'], ['list']]) {
    const shown = await lab.run(...command);
    assert.doesNotMatch(shown.stdout + shown.stderr, /planted|disabled/, command.join(' '));
  }
  for (const wrong of [['endpoint'], ['disabled', 'enricher']])
    assert.equal((await lab.run('diagnose', ...wrong)).code, EXIT.no);
  const right = await lab.run('diagnose', 'disabled', 'validator', '--json');
  assertCode(right, 0);
  assert.match(right.stdout, /"verdict":"right".*"found":1,"planted":1/);
  const twice = await lab.run('break', 'endpoint', '--service', 'validator');
  assert.equal(twice.code, EXIT.usage, twice.stderr);
  assertCode(await lab.run('fix'), 0);
  assert.deepEqual(await configs(), before);
  const late = await lab.run('diagnose', 'disabled');
  assert.equal(late.code, EXIT.usage);
  assert.match(late.stderr, /nothing is planted .*; fix last removed disabled from\s+validator/);
  assertCode(await lab.run('down'), 0);
  await assertNothingLeft(lab);
});
