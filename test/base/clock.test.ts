import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { Interrupted } from '../../src/base/errors.ts';

test('a sleep longer than a timer can be is long nevertheless', async () => {
  await assert.rejects(realClock.sleep(2 ** 40, AbortSignal.timeout(20)), Interrupted);
});
