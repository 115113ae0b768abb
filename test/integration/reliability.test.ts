import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proveEnded } from '../../scripts/prove/reliability/ended.ts';
import { cycles, isFlat } from '../../scripts/prove/reliability/cycles.ts';
import { proveStates, proveUnwritable } from '../../scripts/prove/reliability/states.ts';
import { LOCAL } from '../../scripts/prove/reliability/place.ts';
import { assertHolds } from '../support/assert-holds.ts';
import { skipWithout } from '../support/real-programs.ts';

const silent = (): void => undefined;

test('states that are torn, newer, older or lost', async () => {
  assertHolds(await proveStates(0.1, silent));
});

test(
  'states that are read-only or on a full disk',
  { skip: process.getuid?.() === 0 ? skipWithout('mount') : 'only root may mount' },
  async () => {
    assertHolds(await proveUnwritable(0.1, silent));
  },
);

test('commands and components of the local runtime, ended at some moments', async () => {
  const plan = {
    killsOfUp: 4,
    killsOfDown: 2,
    interruptions: 3,
    interrupted: ['up', 'load', 'smoke'],
    killsOfComponents: 1,
  } as const;
  assertHolds(await proveEnded(LOCAL, plan, silent));
});

test('a lab brought up and down again and again leaves nothing', async () => {
  const held = await cycles(6, 6);
  assert.ok(isFlat(held), JSON.stringify(held));
});
