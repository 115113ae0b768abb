import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { busyMachine } from '../support/busy-machine.ts';
import { JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertFoundAndFixed, examine, named, onePerCause } from '../support/doctor-story.ts';
import { assertCode } from '../support/program.ts';

test(`in containers with ${JAEGER_2.title} each error is named, and the printed command fixes it`, (t) =>
  withLab(async (lab) => {
    await lab.up(...JAEGER_2.args);
    assert.deepEqual(named(await examine(lab)), []);
    for (const { title, args } of onePerCause(tutorial, 'first'))
      await t.test(title, () => assertFoundAndFixed(lab, args));
    await t.test('slow-storage, measured', async () => {
      await assertFoundAndFixed(lab, ['slow-storage']);
      assert.deepEqual(named(await examine(lab)), []);
    });
    await t.test('slow-storage beside an error of a service', async () => {
      for (const args of [['slow-storage'], ['endpoint', '--service', 'enricher']])
        assertCode(await lab.run('break', ...args, '--quiet'), 0);
      const { findings, marked } = await examine(lab);
      assert.deepEqual(named({ findings }), ['endpoint in enricher', 'slow-storage in jaeger']);
      assert.equal(marked.readBack, 5);
      assertCode(await lab.run('fix', '--quiet'), 0);
    });
    await t.test('on a busy machine, nothing is named that was fixed', async () => {
      await using _ = busyMachine();
      for (const args of [['slow-storage'], ['endpoint', '--service', 'enricher']])
        assertCode(await lab.run('break', ...args, '--quiet'), 0);
      await examine(lab);
      assertCode(await lab.run('fix', '--quiet'), 0);
      assert.deepEqual(named(await examine(lab)), []);
    });
    assert.deepEqual(named(await examine(lab)), []);
  }));
