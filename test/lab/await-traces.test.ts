import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awaitTraces } from '../../src/lab/await-traces.ts';

test('reading more traces than fit into the time ends soon after it, as late', async () => {
  const expected = { expected: undefined, hasFailed: false };
  const requests = new Map(Array.from({ length: 10_000 }, (_, id) => [`${id}`, expected]));
  let now = 0;
  const awaited = await awaitTraces({
    requests,
    source: {
      trace() {
        now += 10;
        return Promise.resolve(undefined);
      },
    },
    lastFinishedMs: 0,
    scheduleDelayMs: 200,
    timeoutMs: 20_000,
    clock: {
      now: () => now,
      sleep(ms) {
        now += ms;
        return Promise.resolve();
      },
    },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  assert.equal(awaited.late, true);
  assert.ok(now >= 20_000 && now < 21_000, `${now} ms`);
});
