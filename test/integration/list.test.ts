import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import type { DownAnswer } from '../../src/cli/commands/down/answer.ts';
import type { ListAnswer } from '../../src/cli/commands/list/answer.ts';
import { assertNothingLeft, pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertCode, type Program } from '../support/program.ts';

const AUTO = ['--runtime', 'local', '--ports', 'auto', '--quiet'];

async function listed(lab: Program): Promise<ListAnswer['labs']> {
  const list = await lab.run('list', '--json');
  assertCode(list, 0);
  return (JSON.parse(list.stdout) as ListAnswer).labs;
}

const statesOf = (labs: ListAnswer['labs']): Record<string, string> =>
  Object.fromEntries(labs.map(({ lab, state }) => [lab, state]));

test('list shows each lab with its state, and down --all removes them', async () => {
  await using lab = await withoutEngine();
  assert.deepEqual(await listed(lab), []);
  // A learner's progress, and what else may lie beside the labs.
  for (const folder of ['.learn', 'Not a lab'])
    await mkdir(join(lab.stateHome, 'jaeger-lab', folder), { recursive: true });
  assertCode(await lab.run('up', ...AUTO), 0);
  assertCode(await lab.run('up', 'checkout', '--name', 'b', ...AUTO), 0);
  process.kill((await pidsOf(lab, 'b'))['payment'] ?? 0, 'SIGKILL');
  const labs = await listed(lab);
  assert.deepEqual(statesOf(labs), { lab: 'up', b: 'incomplete' });
  const [b, tutorial] = labs;
  assert.ok(b && tutorial);
  assert.deepEqual([b.running, b.components, b.scenario], [4, 5, 'checkout']);
  assert.deepEqual([tutorial.running, tutorial.components, tutorial.runtime], [4, 4, 'local']);
  assert.ok(tutorial.diskBytes > 0 && tutorial.ports.length >= 6);
  const table = await lab.run('list', '--format', 'table');
  assert.match(table.stdout, /^b +4 of 5 run +local +checkout /m);

  const down = await lab.run('down', '--all', '--json');
  assertCode(down, 0);
  const answer = JSON.parse(down.stdout) as DownAnswer;
  assert.deepEqual(
    answer.labs.map((one) => one.lab),
    ['b', 'lab'],
  );
  await assertNothingLeft(lab);
  assert.deepEqual(await listed(lab), []);
});

test('down --all removes the others when one cannot be removed', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', '--name', 'b', ...AUTO), 0);
  assertCode(await lab.run('up', '--name', 'a', ...AUTO), 0);
  const state = join(lab.stateHome, 'jaeger-lab/a/state.json');
  const text = await readFile(state, 'utf8');
  await writeFile(state, text.replace('"version": 1', '"version": 2'));
  assert.deepEqual(statesOf(await listed(lab)), { a: 'newer', b: 'up' });
  const down = await lab.run('down', '--all');
  assertCode(down, 3);
  assert.match(down.stderr, /not removed: lab "a"[^]*│ a: .*was written by a newer jaeger-lab/);
  assert.deepEqual(await readdir(join(lab.stateHome, 'jaeger-lab')), ['a']);
  await writeFile(state, text);
  assertCode(await lab.run('down', '--name', 'a'), 0);
  await assertNothingLeft(lab);
});

test('a smoke that was killed is listed as left over, and the next smoke removes its lab', async () => {
  await using lab = await withoutEngine();
  const smoke = lab.start('smoke', '--runtime', 'local', '--n', '100000', '--quiet');
  const isUp = async (): Promise<true | undefined> =>
    (await listed(lab)).some(({ state, isInUse }) => state === 'up' && isInUse) || undefined;
  await waitUntil(
    'the lab of the smoke test',
    isUp,
    { timeoutMs: 90_000, everyMs: 200 },
    realClock,
  );
  const all = await lab.run('down', '--all');
  assertCode(all, 0);
  assert.match(all.stderr, /Left lab "smoke-\w+" to the smoke that is using it/);
  smoke.child.kill('SIGKILL');
  await smoke.ended;
  const [left] = await listed(lab);
  assert.deepEqual([left?.state, left?.temporary, left?.isInUse], ['left-over', 'smoke', false]);
  const table = await lab.run('list', '--format', 'table');
  assert.match(
    table.stdout,
    /left over from a smoke that was killed\. The next smoke removes\s+it/,
  );

  const next = await lab.run('smoke', '--runtime', 'local', '--n', '2', '--quiet');
  assertCode(next, 0);
  assert.match(
    next.stderr,
    new RegExp(`^Removed lab "${left?.lab}" of a smoke that was killed`, 'm'),
  );
  await assertNothingLeft(lab);
  // The ledger of a temporary lab is not kept.
  assert.deepEqual(await readdir(lab.stateHome), []);
});
