import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type DockerLab,
  JAEGER_1,
  assertNothingLeft,
  containerIds,
  docker,
  dockerProgram,
  withLab,
} from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';
import { tsvRowsOf } from '../support/tsv-rows.ts';

type Ids = Record<string, string>;

const changed = (before: Ids, after: Ids): string[] =>
  Object.keys(after)
    .filter((component) => before[component] !== after[component])
    .toSorted();

test('up twice recreates nothing; a changed option recreates what it concerns and nothing else', () =>
  withLab(async (lab) => {
    const up = async (...args: string[]): Promise<Ids> => {
      await lab.up(...args);
      return containerIds(lab.name);
    };
    const first = await up();
    assert.deepEqual(Object.keys(first).toSorted(), ['enricher', 'gateway', 'jaeger', 'validator']);
    const again = await up();
    assert.deepEqual(changed(first, again), []);
    const sampled = await up('--sample', '0.5');
    assert.deepEqual(changed(again, sampled), ['enricher', 'gateway', 'validator']);
    const otherJaeger = await up(...JAEGER_1.args, '--sample', '0.5');
    assert.deepEqual(changed(sampled, otherJaeger), ['jaeger']);
    const variable = ['--env', 'enricher.LAB_NOTE=1'];
    const oneVariable = await up(...JAEGER_1.args, '--sample', '0.5', ...variable);
    assert.deepEqual(changed(otherJaeger, oneVariable), ['enricher']);
    assertCode(await lab.run('load', '--n', '3', '--interval', '0ms'), 0);
  }));

test('a component that was stopped from outside is started again by up, and the others stay', () =>
  withLab(async (lab) => {
    await lab.up();
    const before = await containerIds(lab.name);
    await docker.getContainer(before['validator'] ?? '').kill();
    const status = await lab.run('status', '--json');
    assert.equal(status.code, 1);
    assert.match(status.stderr, /validator has exited/);
    await lab.up();
    assert.deepEqual(changed(before, await containerIds(lab.name)), ['validator']);
    assertCode(await lab.run('status'), 0);
  }));

async function statesOf(lab: DockerLab): Promise<string[]> {
  const { stdout } = await lab.run('status');
  return tsvRowsOf(stdout)
    .map((row) => row.split('\t'))
    .flatMap(([kind, , state = '']) => (kind === 'component' ? state : []));
}

test('a component that runs but cannot be reached is shown by status and mended by up', () =>
  withLab(async (lab) => {
    await lab.up();
    const ids = await containerIds(lab.name);
    await docker.getContainer(ids['jaeger'] ?? '').pause();
    assert.deepEqual(await statesOf(lab), ['unreachable', 'running', 'running', 'running']);
    await lab.up();
    const network = docker.getNetwork(`jaeger-lab-${lab.name}`);
    for (const Container of Object.values(await containerIds(lab.name)))
      await network.disconnect({ Container, Force: true });
    await network.remove();
    assert.deepEqual(await statesOf(lab), Array(4).fill('unreachable'));
    await lab.up();
    assert.deepEqual(await statesOf(lab), Array(4).fill('running'));
    assertCode(await lab.run('load', '--n', '1'), 0);
  }));

test('down finds everything by label when the state file is lost', () =>
  withLab(async (lab) => {
    await using elsewhere = await dockerProgram();
    await lab.up();
    assertCode(await elsewhere.run('down', '--name', lab.name), 0);
    await assertNothingLeft(lab.name, elsewhere.stateHome);
  }));
