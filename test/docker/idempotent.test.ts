import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  JAEGER_1,
  JAEGER_2,
  assertNothingLeft,
  containerIds,
  docker,
  dockerProgram,
  labName,
} from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';
import { tsvRowsOf } from '../support/tsv-rows.ts';

const changed = (before: Record<string, string>, after: Record<string, string>): string[] =>
  Object.keys(after)
    .filter((component) => before[component] !== after[component])
    .toSorted();

test('up twice recreates nothing; a changed option recreates what it concerns and nothing else', async () => {
  await using program = await dockerProgram();
  const lab = labName();
  const up = async (...args: string[]): Promise<Record<string, string>> => {
    const ended = await program.run('up', '--name', lab, '--ports', 'auto', ...args);
    assert.equal(ended.code, 0, ended.stderr);
    return containerIds(lab);
  };
  try {
    const first = await up(...JAEGER_2.args);
    assert.deepEqual(Object.keys(first).toSorted(), ['enricher', 'gateway', 'jaeger', 'validator']);
    const again = await up(...JAEGER_2.args);
    assert.deepEqual(changed(first, again), []);
    const sampled = await up(...JAEGER_2.args, '--sample', '0.5');
    assert.deepEqual(changed(again, sampled), ['enricher', 'gateway', 'validator']);
    const otherJaeger = await up(...JAEGER_1.args, '--sample', '0.5');
    assert.deepEqual(changed(sampled, otherJaeger), ['jaeger']);
    const oneVariable = await up(
      ...JAEGER_1.args,
      '--sample',
      '0.5',
      '--env',
      'enricher.LAB_NOTE=1',
    );
    assert.deepEqual(changed(otherJaeger, oneVariable), ['enricher']);
    const loaded = await program.run('load', '--n', '3', '--interval', '0ms', '--name', lab);
    assert.equal(loaded.code, 0, loaded.stderr);
  } finally {
    await program.run('down', '--name', lab);
  }
  await assertNothingLeft(lab, program.stateHome);
});

test('a component that was stopped from outside is started again by up, and the others stay', async () => {
  await using program = await dockerProgram();
  const lab = labName();
  const args = ['up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args];
  try {
    assertCode(await program.run(...args), 0);
    const before = await containerIds(lab);
    await docker.getContainer(before['validator'] ?? '').kill();
    const status = await program.run('status', '--name', lab, '--json');
    assert.equal(status.code, 1);
    assert.match(status.stderr, /validator is exited/);
    assertCode(await program.run(...args), 0);
    assert.deepEqual(changed(before, await containerIds(lab)), ['validator']);
    assertCode(await program.run('status', '--name', lab), 0);
  } finally {
    await program.run('down', '--name', lab);
  }
});

test('a component that runs and cannot be reached is told by status and mended by up', async () => {
  await using program = await dockerProgram();
  const lab = labName();
  const args = ['up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args];
  const states = async (): Promise<string[]> => {
    const { stdout } = await program.run('status', '--name', lab);
    return tsvRowsOf(stdout)
      .map((row) => row.split('\t'))
      .flatMap(([kind, , state = '']) => (kind === 'component' ? state : []));
  };
  try {
    assertCode(await program.run(...args), 0);
    const ids = await containerIds(lab);
    await docker.getContainer(ids['jaeger'] ?? '').pause();
    assert.deepEqual(await states(), ['unreachable', 'running', 'running', 'running']);
    assertCode(await program.run(...args), 0);
    const network = docker.getNetwork(`jaeger-lab-${lab}`);
    for (const Container of Object.values(await containerIds(lab)))
      await network.disconnect({ Container, Force: true });
    await network.remove();
    assert.deepEqual(await states(), Array(4).fill('unreachable'));
    assertCode(await program.run(...args), 0);
    assert.deepEqual(await states(), Array(4).fill('running'));
    const load = await program.run('load', '--n', '1', '--name', lab);
    assert.equal(load.code, 0, load.stderr);
  } finally {
    await program.run('down', '--name', lab);
  }
  await assertNothingLeft(lab, program.stateHome);
});

test('down finds everything by label when the state file is lost', async () => {
  await using program = await dockerProgram();
  await using elsewhere = await dockerProgram();
  const lab = labName();
  assertCode(await program.run('up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args), 0);
  const down = await elsewhere.run('down', '--name', lab);
  assert.equal(down.code, 0, down.stderr);
  await assertNothingLeft(lab, elsewhere.stateHome);
});
