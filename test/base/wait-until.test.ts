import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabError } from '../../src/base/errors.ts';
import { Interrupted } from '../../src/base/errors.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { fakeClock } from '../support/fake-clock.ts';

test('asks again and again until the probe answers', async () => {
  const clock = fakeClock();
  const answers = [undefined, undefined, 'ready'];
  const answer = await waitUntil(
    'it to be ready',
    () => Promise.resolve(answers.shift()),
    { timeoutMs: 1000, everyMs: 100 },
    clock,
  );
  assert.equal(answer, 'ready');
  assert.deepEqual(clock.slept, [100, 100]);
});

test('gives up after the deadline, naming what it waited for and what is known', async () => {
  const explain = (): Promise<{ evidence: string[]; hint: string }> =>
    Promise.resolve({ evidence: ['the last line'], hint: 'jaeger-lab logs x' });
  const waiting = waitUntil(
    'x to be ready',
    () => Promise.resolve(undefined),
    { timeoutMs: 500, everyMs: 100 },
    fakeClock(),
    explain,
  );
  await assert.rejects(waiting, (error: LabError) => {
    assert.equal(error.message, 'timed out after 0.5 s waiting for x to be ready');
    assert.deepEqual(error.evidence, ['the last line']);
    return error.exitCode === 3;
  });
});

test('a signal ends the wait before the next question', async () => {
  let asked = 0;
  const probe = (): Promise<undefined> => {
    asked += 1;
    return Promise.resolve(undefined);
  };
  const deadline = { timeoutMs: 500, everyMs: 100, signal: AbortSignal.abort() };
  await assert.rejects(waitUntil('x', probe, deadline, fakeClock()), Interrupted);
  assert.equal(asked, 0);
});
