import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mulberry32 } from '../../src/base/random.ts';
import { runSpreadUs } from '../../src/lab/run-spread.ts';
import type { Run } from '../../src/lab/runs.ts';

/** A run of two requests of about the same time. */
function run(id: number, ms: number, changes: Partial<Run> = {}): Run {
  const record = { dueMs: 0, sentMs: 10, status: 200 };
  return {
    version: 1,
    id,
    scenario: 'tutorial',
    url: 'http://localhost:5000/process',
    plan: { n: 2 },
    startedAt: '2026-11-22T09:00:00Z',
    finishedAt: '2026-11-22T09:00:01Z',
    interrupted: false,
    records: [
      { ...record, finishedMs: 9 + ms },
      { ...record, finishedMs: 11 + ms },
    ],
    ...changes,
  };
}

const compared = [run(1, 100), run(2, 200)];
const known = [run(3, 90), run(4, 100), run(5, 104), run(6, 95)];

test('of four runs it is their standard deviation of 6.08 ms, times 3.18 (Student), over the root of 2', () => {
  assert.equal(Math.round(runSpreadUs(compared, [...compared, ...known]) ?? 0), 13_662);
});

test('twice as much lies between two unchanged runs in one of 20 cases, however few runs are known', () => {
  const random = mulberry32(1);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const n of [4, 7, 8, 11, 20]) {
    const rounds = 2000;
    let beyond = 0;
    for (let i = 0; i < rounds; i += 1) {
      const [a = 0, b = 0, ...others] = Array.from({ length: n + 2 }, () => 100 + 10 * normal());
      const spreadUs = runSpreadUs(
        compared,
        others.map((ms, at) => run(at + 3, ms)),
      );
      if (Math.abs(a - b) * 1000 > 2 * (spreadUs ?? 0)) beyond += 1;
    }
    const share = beyond / rounds;
    assert.ok(share > 0.035 && share < 0.065, `${n} runs: ${share}`);
  }
});

test('three runs do not show it', () => {
  assert.equal(runSpreadUs(compared, known.slice(1)), undefined);
});

test('runs of another kind, with a fault, or that were ended early do not count', () => {
  const [first, second, third, fourth] = known as [Run, Run, Run, Run];
  const others: Run[] = [
    { ...fourth, plan: { n: 50 } },
    { ...fourth, request: 'batch' },
    { ...fourth, scenario: 'checkout' },
    { ...fourth, interrupted: true },
    { ...fourth, records: fourth.records.map((one) => ({ ...one, fault: 'payment:delay=2s' })) },
    { ...fourth, records: [] },
  ];
  for (const other of others)
    assert.equal(runSpreadUs(compared, [first, second, third, other]), undefined);
});

test('a failed request has no time that counts', () => {
  const [slow] = run(7, 5000, {}).records;
  const records = [...run(7, 100).records, { ...slow!, failure: 'http-status' as const }];
  assert.equal(
    runSpreadUs(compared, [...known, run(7, 100, { records })]),
    runSpreadUs(compared, [...known, run(7, 100)]),
  );
});
