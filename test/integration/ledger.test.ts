import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DownAnswer } from '../../src/cli/commands/down/answer.ts';
import type { RunsAnswer } from '../../src/cli/commands/runs/answer.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { assertCode, type Program } from '../support/program.ts';

const UP = ['up', '--runtime', 'local', '--ports', 'auto', '--quiet'];
const LOAD = ['load', '--interval', '0', '--quiet'];

async function answered<T>(lab: Program, ...args: string[]): Promise<T> {
  const ended = await lab.run(...args, '--json');
  assertCode(ended, 0);
  return JSON.parse(ended.stdout) as T;
}

test('the ledger outlives the lab, and the last run is one of the lab that is up', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP), 0);
  assertCode(await lab.run(...LOAD, '--n', '3'), 0);
  // An up that changes nothing leaves the run the last one.
  assertCode(await lab.run(...UP), 0);
  const { runs: known } = await answered<StatusAnswer>(lab, 'status');
  assert.deepEqual(
    known.map(({ id }) => id),
    [1],
  );
  const down = await lab.run('down', '--format', 'table');
  assertCode(down, 0);
  assert.match(down.stdout, /Kept: the\s+ledger of 1 run \(--volumes removes it\)\.$/m);
  await assertNothingLeft(lab);

  const { runs } = await answered<RunsAnswer>(lab, 'runs');
  assert.deepEqual(
    runs.map(({ run, requests, isCurrent, traces }) => ({ run, requests, isCurrent, traces })),
    [{ run: 1, requests: 3, isCurrent: false, traces: 'unknown' }],
  );
  assert.ok((runs[0]?.p50Us ?? 0) > 0);

  assertCode(await lab.run(...UP), 0);
  const status = await answered<StatusAnswer>(lab, 'status');
  assert.deepEqual(status.runs, []);
  assertCode(await lab.run(...LOAD, '--n', '2'), 0);
  const both = await answered<RunsAnswer>(lab, 'runs');
  assert.deepEqual(
    both.runs.map(({ run, isCurrent, traces }) => ({ run, isCurrent, traces })),
    [
      { run: 1, isCurrent: false, traces: 'gone' },
      { run: 2, isCurrent: true, traces: 'readable' },
    ],
  );
  assertCode(await lab.run('slowest', '--run', '2'), 0);

  const gone = await answered<DownAnswer>(lab, 'down', '--volumes');
  assert.ok(gone.removed.includes('ledger of 2 runs'));
  assert.deepEqual(await readdir(lab.stateHome), []);
});

test('down --volumes removes the ledger of a lab that is down already', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP), 0);
  assertCode(await lab.run(...LOAD, '--n', '1'), 0);
  assertCode(await lab.run('down'), 0);
  assert.deepEqual(await readdir(join(lab.stateHome, 'jaeger-lab/lab')), ['runs']);
  const down = await lab.run('down', '--volumes', '--format', 'table');
  assertCode(down, 0);
  assert.match(down.stdout, /^Lab "lab" was down already: its ledger of 1 run is removed\.$/m);
  assert.deepEqual(await readdir(lab.stateHome), []);
});

test('runs of before can be compared with those of now where Jaeger has kept their traces', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run(...UP), 0);
  assertCode(await lab.run(...LOAD, '--n', '4'), 0);
  // Only the enricher starts again; Jaeger keeps what it has.
  assertCode(await lab.run(...UP, '--env', 'enricher.EXTRA=1', '--yes'), 0);
  assertCode(await lab.run(...LOAD, '--n', '4'), 0);
  const { runs } = await answered<RunsAnswer>(lab, 'runs');
  assert.deepEqual(
    runs.map(({ run, isCurrent, traces }) => ({ run, isCurrent, traces })),
    [
      { run: 1, isCurrent: false, traces: 'readable' },
      { run: 2, isCurrent: true, traces: 'readable' },
    ],
  );
  const compared = await lab.run('compare', '--runs', '1', '2');
  assertCode(compared, 0);
  assert.match(compared.stdout, /^group\tA\trun 1\t4\t/im);
  assertCode(await lab.run('down', '--volumes'), 0);
});
