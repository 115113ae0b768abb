import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertFoundAndFixed, examine, named, onePerCause } from '../support/doctor-story.ts';

test(`in containers with ${JAEGER_2.title} each error is named, and the printed command fixes it`, (t) =>
  withLab(async (lab) => {
    await lab.up(...JAEGER_2.args);
    assert.deepEqual(named(await examine(lab)), []);
    for (const { title, args } of onePerCause(tutorial, 'first'))
      await t.test(title, () => assertFoundAndFixed(lab, args));
    assert.deepEqual(named(await examine(lab)), []);
  }));
