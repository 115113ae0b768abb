import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { JAEGER_1, JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertFoundAndFixed, examine, named, onePerCause } from '../support/doctor-story.ts';

describe('in containers each error is named at its service, and the printed command fixes it', () => {
  for (const [{ title, args }, pick] of [
    [JAEGER_2, 'first'],
    [JAEGER_1, 'last'],
  ] as const)
    test(title, (t) =>
      withLab(async (lab) => {
        await lab.up(...args);
        assert.deepEqual(named(await examine(lab)), []);
        for (const planted of onePerCause(tutorial, pick))
          await t.test(planted.title, () => assertFoundAndFixed(lab, planted.args));
      }),
    );
});
