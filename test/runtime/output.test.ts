import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Clock, realClock } from '../../src/base/clock.ts';
import { Interrupted } from '../../src/base/errors.ts';
import { listenTo } from '../../src/runtime/local/listen-to.ts';
import { Output, pauseUnlessItWrites } from '../../src/runtime/output.ts';
import { fakeClock } from '../support/fake-clock.ts';

const EVERY_MS = 20;
const never = new AbortController().signal;

/** Sleeps until the signal fires: a sleeper that comes back was woken. */
const sleeper = (): Clock => ({
  now: () => 1_000,
  sleep: async (_ms, signal) =>
    new Promise((_, reject) => {
      const end = (): void => reject(new Interrupted());
      if (signal?.aborted) end();
      signal?.addEventListener('abort', end);
    }),
});

describe('the pause before a component is asked again', () => {
  test('is short while it writes', async () => {
    const clock = fakeClock();
    const output = new Output(clock);
    output.wrote();
    await pauseUnlessItWrites(output, EVERY_MS, clock, never);
    assert.deepEqual(clock.slept, [EVERY_MS]);
  });

  test('is long when it has never written', async () => {
    const clock = fakeClock();
    await pauseUnlessItWrites(new Output(clock), EVERY_MS, clock, never);
    assert.deepEqual(clock.slept, [100]);
  });

  test('is long when it has been silent for a while', async () => {
    const clock = fakeClock();
    const output = new Output(clock);
    output.wrote();
    await clock.sleep(100);
    await pauseUnlessItWrites(output, EVERY_MS, clock, never);
    assert.deepEqual(clock.slept, [100, 100]);
  });

  test('is over as soon as it writes', async () => {
    const output = new Output(sleeper());
    const pause = pauseUnlessItWrites(output, EVERY_MS, sleeper(), never);
    output.wrote();
    await pause;
  });

  test('is over when the signal fires', async () => {
    const stop = new AbortController();
    const pause = pauseUnlessItWrites(new Output(sleeper()), EVERY_MS, sleeper(), stop.signal);
    stop.abort();
    await assert.rejects(pause, Interrupted);
  });
});

test('a process is heard when its log grows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-output-'));
  try {
    const log = join(folder, 'gateway.log');
    await writeFile(log, '');
    using listening = listenTo(log, realClock);
    const { output } = listening;
    assert.ok(output);
    const heard = output.next();
    await appendFile(log, 'gateway listens on http://127.0.0.1:5000\n');
    await heard;
    assert.ok(output.silentMs() < Infinity);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('where nothing can be heard there is nothing to wait for', () => {
  using listening = listenTo(join(tmpdir(), 'jaeger-lab-no-such-folder/gateway.log'), realClock);
  assert.equal(listening.output, undefined);
});
