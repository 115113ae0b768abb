import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideMetrics } from '../../src/analysis/beside-metrics.ts';
import type { CallHistogram } from '../../src/model/call-histogram.ts';
import { micros } from '../../src/model/units.ts';

const PLACE = { service: 'gateway', operation: 'GET /process' };

const traces = (...durationsUs: number[]) => [{ ...PLACE, durationsUs: durationsUs.map(micros) }];

/** @param counts in each of the buckets up to 50, up to 100 and above */
function metrics(first: number, second: number, last: number): CallHistogram[] {
  const count = first + second + last;
  const buckets = [
    { toUs: 50, count: first },
    { toUs: 100, count: first + second },
    { toUs: Infinity, count },
  ];
  return [{ ...PLACE, count, sumUs: 130, buckets }];
}

const cases: [title: string, ...Parameters<typeof besideMetrics>, verdict: string][] = [
  ['the picture in the docstring', traces(30, 40, 60), metrics(2, 1, 0), 'agree'],
  ['a value on the bound is in the bucket below it', traces(30, 50, 60), metrics(2, 1, 0), 'agree'],
  ['a value just above the bound was cut to it', traces(30, 50, 60), metrics(1, 2, 0), 'agree'],
  ['a median above the last bound', traces(30, 400, 600), metrics(1, 0, 2), 'agree'],
  ['a median in another bucket', traces(30, 40, 60), metrics(1, 2, 0), 'bucket'],
  ['calls that no trace has', traces(30), metrics(2, 1, 0), 'more-in-metrics'],
  ['calls that were not counted', traces(30, 40, 60), [], 'more-in-traces'],
  ['an operation without traces', [], metrics(2, 1, 0), 'more-in-metrics'],
];

for (const [title, times, histograms, verdict] of cases)
  test(`metrics beside traces: ${title}`, () => {
    assert.deepEqual(
      besideMetrics(times, histograms).map((row) => [row.operation, row.verdict]),
      [['GET /process', verdict]],
    );
  });

test('metrics beside traces: the bucket of the median, and both means', () => {
  const [row] = besideMetrics(traces(30, 40, 60), metrics(2, 1, 0));
  assert.deepEqual(row?.percentiles, [{ percent: 50, tracesUs: 40, fromUs: 0, toUs: 50 }]);
  assert.equal(Math.round(row.tracesMeanUs ?? 0), 43);
  assert.equal(Math.round(row.metricsMeanUs ?? 0), 43);
});
