import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { summarise } from '../../src/load/latency.ts';
import { FAILURE_KINDS, type RequestRecord } from '../../src/load/request-record.ts';

const NOW = 1_760_000_000_000;

/** Due, sent and finished in ms from a common start. */
const record = (
  [due, sent, finished]: readonly [number, number, number],
  rest: Partial<RequestRecord> = {},
): RequestRecord => ({
  dueMs: NOW + due,
  sentMs: NOW + sent,
  finishedMs: NOW + finished,
  status: 200,
  failure: undefined,
  traceId: undefined,
  sampled: undefined,
  ...rest,
});

const NO_TIMES = {
  n: 0,
  meanUs: undefined,
  p50Us: undefined,
  p95Us: undefined,
  p99Us: undefined,
  maxUs: undefined,
};

describe('the summary of a run', () => {
  test('counts response time from the due moment, service time from the send', () => {
    const { response, service, lateness } = summarise([
      record([0, 0, 10]),
      record([5, 10, 20]),
      record([10, 20, 30.5]),
    ]);
    const few = { n: 3, p95Us: undefined, p99Us: undefined };
    assert.deepEqual(response, { ...few, meanUs: 15_167, p50Us: 15_000, maxUs: 20_500 });
    assert.deepEqual(service, { ...few, meanUs: 10_167, p50Us: 10_000, maxUs: 10_500 });
    assert.deepEqual(lateness, { ...few, meanUs: 5000, p50Us: 5000, maxUs: 10_000 });
  });

  test('gives p95 from 20 requests on and p99 from 100', () => {
    const run = (n: number): RequestRecord[] =>
      Array.from({ length: n }, (_, index) => record([0, 0, index + 1]));
    const percentiles = (n: number): (number | undefined)[] => {
      const { p50Us, p95Us, p99Us, maxUs } = summarise(run(n)).service;
      return [p50Us, p95Us, p99Us, maxUs];
    };
    assert.deepEqual(percentiles(19), [10_000, undefined, undefined, 19_000]);
    assert.deepEqual(percentiles(20), [10_000, 19_000, undefined, 20_000]);
    assert.deepEqual(percentiles(99), [50_000, 95_000, undefined, 99_000]);
    assert.deepEqual(percentiles(100), [50_000, 95_000, 99_000, 100_000]);
  });

  test('counts failures by kind and status, the most frequent first', () => {
    const failed = { status: undefined, failure: 'timeout', reason: 'no answer' } as const;
    const summary = summarise([
      record([0, 0, 1], { status: 500, failure: 'http-status' }),
      record([0, 0, 1]),
      record([0, 0, 1], failed),
      record([0, 0, 1], { status: 404, failure: 'http-status' }),
      record([0, 0, 1], { ...failed, reason: 'no answer either' }),
      record([0, 0, 1], failed),
      record([0, 0, 1], { status: 404, failure: 'http-status' }),
    ]);
    assert.deepEqual(summary.failures, [
      { kind: 'timeout', status: undefined, count: 3, reason: 'no answer' },
      { kind: 'http-status', status: 404, count: 2, reason: undefined },
      { kind: 'http-status', status: 500, count: 1, reason: undefined },
    ]);
    assert.deepEqual(summary.statuses, [
      { status: 200, count: 1 },
      { status: 404, count: 2 },
      { status: 500, count: 1 },
    ]);
    assert.deepEqual([summary.requests, summary.ok, summary.failed], [7, 1, 6]);
  });

  test('leaves failures out of the times', () => {
    const { response, service } = summarise([
      record([0, 0, 10]),
      record([0, 0, 9000], { status: undefined, failure: 'timeout' }),
      record([0, 0, 1], { status: 500, failure: 'http-status' }),
    ]);
    assert.deepEqual([response.n, response.maxUs], [1, 10_000]);
    assert.deepEqual([service.n, service.maxUs], [1, 10_000]);
  });

  test('does not count as sent what never was', () => {
    const notSent = { status: undefined, failure: 'not-sent' } as const;
    const summary = summarise([record([0, 2, 3]), record([1, 101, 101], notSent)]);
    assert.deepEqual([summary.requests, summary.sent, summary.failed], [2, 1, 1]);
    assert.deepEqual([summary.lateness.n, summary.lateness.maxUs], [1, 2000]);
  });

  test('gives the rate of the sends between first and last, and the throughput over all', () => {
    const run = Array.from({ length: 41 }, (_, index) =>
      record([index * 50, index * 50, index * 50 + 500]),
    );
    const { durationUs, sentPerSecond, answeredPerSecond } = summarise(run);
    assert.deepEqual([durationUs, sentPerSecond, answeredPerSecond], [2_500_000, 20, 16.4]);
  });

  test('counts answers of any status in the throughput, and nothing that was cut off', () => {
    const { answeredPerSecond } = summarise([
      record([0, 0, 500]),
      record([0, 0, 1000], { status: 503, failure: 'http-status' }),
      record([0, 0, 900], { failure: 'reset' }),
    ]);
    assert.equal(answeredPerSecond, 2);
  });

  test('counts those that named their trace, and those recorded', () => {
    const traceId = 'a'.repeat(32);
    const { traced, sampled } = summarise([
      record([0, 0, 1], { traceId, sampled: true }),
      record([0, 0, 1], { traceId, sampled: false }),
      record([0, 0, 1]),
    ]);
    assert.deepEqual({ traced, sampled }, { traced: 2, sampled: 1 });
  });

  test('of no requests has no times and no rates', () => {
    const { response, service, lateness, durationUs, sentPerSecond, answeredPerSecond } = summarise(
      [],
    );
    assert.deepEqual([response, service, lateness], [NO_TIMES, NO_TIMES, NO_TIMES]);
    assert.deepEqual([durationUs, sentPerSecond, answeredPerSecond], [0, undefined, undefined]);
  });

  test('of one request has no rate of sends', () => {
    assert.equal(summarise([record([0, 0, 10])]).sentPerSecond, undefined);
  });

  test('of more requests than a call takes arguments works', () => {
    const { requests, durationUs } = summarise(
      Array.from({ length: 300_000 }, (_, index) => record([index, index, index + 1])),
    );
    assert.deepEqual([requests, durationUs], [300_000, 300_000_000]);
  });
});

const anyRecord: fc.Arbitrary<RequestRecord> = fc
  .record({
    due: fc.double({ min: 0, max: 1e6, noNaN: true }),
    late: fc.double({ min: 0, max: 1e4, noNaN: true }),
    took: fc.double({ min: 0, max: 1e4, noNaN: true }),
    failure: fc.option(fc.constantFrom(...FAILURE_KINDS), { nil: undefined }),
  })
  .map(({ due, late, took, failure }) =>
    record([due, due + late, due + late + took], {
      failure,
      status: failure === undefined ? 200 : failure === 'http-status' ? 500 : undefined,
    }),
  );

describe('of any run', () => {
  const holds = (property: (records: RequestRecord[]) => void): void =>
    fc.assert(fc.property(fc.array(anyRecord, { maxLength: 150 }), property));

  test('the failures sum to what failed, and with the rest to all', () => {
    holds((records) => {
      const { requests, ok, failed, failures } = summarise(records);
      assert.equal(ok + failed, requests);
      assert.equal(
        failures.reduce((sum, { count }) => sum + count, 0),
        failed,
      );
    });
  });

  test('nothing is answered sooner than the service took', () => {
    holds((records) => {
      const { response, service } = summarise(records);
      assert.equal(response.n, service.n);
      for (const key of ['meanUs', 'p50Us', 'p95Us', 'p99Us', 'maxUs'] as const) {
        const [slow, quick] = [response[key], service[key]];
        assert.ok(slow === undefined ? quick === undefined : slow >= (quick ?? NaN), key);
      }
    });
  });

  test('times are whole microseconds in ascending order of their percentile', () => {
    holds((records) => {
      const { p50Us, p95Us, p99Us, maxUs } = summarise(records).response;
      const known = [p50Us, p95Us, p99Us, maxUs].filter((value) => value !== undefined);
      assert.ok(known.every(Number.isSafeInteger));
      assert.deepEqual(
        known,
        known.toSorted((a, b) => a - b),
      );
    });
  });

  test('the order of the records changes no figure', () => {
    holds((records) => {
      // Which failure comes first among equally frequent ones, and speaks for them, is up to the order.
      const figures = { ...summarise(records), failures: [] };
      assert.deepEqual({ ...summarise(records.toReversed()), failures: [] }, figures);
    });
  });
});
