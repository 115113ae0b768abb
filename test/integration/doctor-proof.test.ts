import { test } from 'node:test';
import { proveDoctor } from '../../scripts/prove/doctor.ts';
import { assertHolds } from '../support/assert-holds.ts';

test('a part of the proof of doctor: healthy labs raise no alarm, and pairs are both named', async () => {
  const plan = { healthy: 10, pairs: 2, containers: 0 };
  assertHolds(await proveDoctor(plan, () => undefined));
});
