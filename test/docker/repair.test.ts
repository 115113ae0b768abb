import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RepairAnswer } from '../../src/cli/commands/repair/answer.ts';
import { containerIds, docker, withLab } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';

test('repair starts what is dead or missing with the options of the lab, and touches nothing else', () =>
  withLab(async (lab) => {
    await lab.up('--sample', '0.5', '--env', 'enricher.LAB_NOTE=kept');
    const before = await containerIds(lab.name);
    await docker.getContainer(before['enricher'] ?? '').kill();
    const status = await lab.run('status');
    assertCode(status, 1);
    assert.match(status.stderr, /enricher ended with exit code 137 \(SIGKILL\); last log line: /);
    assert.match(status.stderr, /repair/);
    await docker.getContainer(before['validator'] ?? '').remove({ force: true });

    const repaired = await lab.run('repair', '--json');
    assertCode(repaired, 0);
    const { started } = JSON.parse(repaired.stdout) as RepairAnswer;
    assert.deepEqual(started.toSorted(), ['enricher', 'validator']);
    const after = await containerIds(lab.name);
    assert.deepEqual(
      [after['jaeger'], after['gateway']],
      [before['jaeger'], before['gateway']],
      'what ran was left alone',
    );
    const { Config: config } = await docker.getContainer(after['enricher'] ?? '').inspect();
    assert.ok(
      config.Env.includes('LAB_NOTE=kept') && config.Env.includes('OTEL_TRACES_SAMPLER_ARG=0.5'),
    );
    assertCode(await lab.run('status'), 0);
    assertCode(await lab.run('load', '--n', '2', '--interval', '0'), 0);
  }));

test('ports that a restart changed are found again', () =>
  withLab(async (lab) => {
    await lab.up();
    const ids = await containerIds(lab.name);
    for (const name of ['gateway', 'jaeger'])
      await docker.getContainer(ids[name] ?? '').restart({ t: 1 });
    assertCode(await lab.run('load', '--n', '2', '--interval', '200ms'), 0);
    assertCode(await lab.run('status'), 0);
  }));

test('repair of a component that the lab does not have is refused', () =>
  withLab(async (lab) => {
    await lab.up();
    const repaired = await lab.run('repair', 'payment');
    assertCode(repaired, 2);
    assert.match(repaired.stderr, /has no component "payment"/);
  }));

test('the traces of a load right after a repair of Jaeger are complete', () =>
  withLab(async (lab) => {
    const load = ['load', '--n', '12', '--interval', '0', '--concurrency', '4', '--wait', '10s'];
    await lab.up();
    const { jaeger = '' } = await containerIds(lab.name);
    const { child, ended } = lab.start(...load);
    await once(child, 'spawn');
    await sleep(1_000);
    await docker.getContainer(jaeger).kill();
    await ended;
    assertCode(await lab.run('repair'), 0);
    // Podman gives the new container another address; OTLP gives the old one up after as long as load waits here.
    assertCode(await lab.run(...load), 0);
  }));
