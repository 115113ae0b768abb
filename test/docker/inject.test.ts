import { test } from 'node:test';
import { withLab } from '../support/docker-lab.ts';
import { assertStoryOfInject } from '../support/inject-story.ts';

test('faults are switched on and off at a lab of containers, and end with it', () =>
  withLab(async (lab) => {
    await lab.up('checkout');
    await assertStoryOfInject(lab, ['up', 'checkout', '--ports', 'auto', '--quiet']);
  }));
