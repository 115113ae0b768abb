import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samplingOverTime, type SentRequest } from '../../src/analysis/sampling-over-time.ts';

/** One request every `everyMs` for `forMs`, of which `isSampled` says by its time whether it was sampled. */
const sent = (
  everyMs: number,
  forMs: number,
  isSampled: (ms: number) => boolean | undefined,
): SentRequest[] =>
  Array.from({ length: forMs / everyMs }, (_, i) => ({
    sentMs: 5_000 + i * everyMs,
    sampled: isSampled(i * everyMs),
  }));

test('sampling over time: each step has its requests, and the share of it that was sampled', () => {
  const steps = samplingOverTime(sent(500, 25_500, (ms) => ms < 10_000));
  assert.deepEqual(steps, [
    { afterMs: 0, lastsMs: 10_000, requests: 20, sampled: 20 },
    { afterMs: 10_000, lastsMs: 10_000, requests: 20, sampled: 0 },
    { afterMs: 20_000, lastsMs: 5_000, requests: 11, sampled: 0 },
  ]);
});

test('sampling over time: a short end belongs to the step before it', () => {
  const steps = samplingOverTime(sent(500, 23_000, () => true));
  assert.deepEqual(steps, [
    { afterMs: 0, lastsMs: 10_000, requests: 20, sampled: 20 },
    { afterMs: 10_000, lastsMs: 12_500, requests: 26, sampled: 26 },
  ]);
});

test('sampling over time: an hour has 18 steps, and no request is left out', () => {
  const steps = samplingOverTime(sent(1_000, 3_600_000, (ms) => ms % 2_000 === 0));
  assert.equal(steps.length, 18);
  assert.equal(steps[1]?.afterMs, 200_000);
  assert.deepEqual(
    [steps.reduce((sum, one) => sum + one.requests, 0), steps[17]?.sampled],
    [3600, 100],
  );
});

test('sampling over time: a request whose service did not say is not sampled', () => {
  assert.deepEqual(samplingOverTime([{ sentMs: 7 }]), [
    { afterMs: 0, lastsMs: 0, requests: 1, sampled: 0 },
  ]);
  assert.deepEqual(samplingOverTime([]), []);
});
