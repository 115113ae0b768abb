import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { summariseByRequest } from '../../src/load/by-request.ts';
import { summarise } from '../../src/load/latency.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';

const NAMES = ['look', 'buy', 'pay'];

const record = (
  request: string,
  tookMs: number,
  failure?: RequestRecord['failure'],
): RequestRecord => ({
  request,
  dueMs: 1000,
  sentMs: 1001,
  finishedMs: 1000 + tookMs,
  failure,
});

describe('a run by the names of its requests', () => {
  test('counts of each how many there were, how many failed, and how long the good ones took', () => {
    const looks = Array.from({ length: 20 }, (_, i) => record('look', i + 1));
    const found = summariseByRequest(
      [record('buy', 50), ...looks, record('buy', 900, 'timeout'), record('buy', 1, 'not-sent')],
      NAMES,
    );
    assert.deepEqual(
      found.map(({ name, requests, sent, ok, failed, response: { p50Us, p95Us } }) => [
        ...[name, requests, sent, ok, failed],
        ...[p50Us, p95Us],
      ]),
      [
        ['look', 20, 20, 20, 0, 10_000, 19_000],
        ['buy', 3, 2, 1, 2, 50_000, undefined],
        ['pay', 0, 0, 0, 0, undefined, undefined],
      ],
    );
  });

  test('is summed up for several only', () => {
    assert.deepEqual(summariseByRequest([record('look', 1)], ['look']), []);
    assert.deepEqual(summariseByRequest([record('look', 1)], []), []);
  });

  test('leaves nothing out and counts nothing twice', () => {
    const records = fc.array(
      fc
        .tuple(
          fc.constantFrom(...NAMES),
          fc.nat(500),
          fc.constantFrom(undefined, 'timeout', 'not-sent', 'http-status'),
        )
        .map((parts) => record(...parts)),
    );
    fc.assert(
      fc.property(records, (all) => {
        const whole = summarise(all);
        const parts = summariseByRequest(all, NAMES);
        for (const key of ['requests', 'sent', 'ok', 'failed'] as const) {
          const sum = parts.reduce((total, part) => total + part[key], 0);
          assert.equal(sum, whole[key], key);
        }
        const most = Math.max(...parts.map(({ response }) => response.maxUs ?? 0));
        assert.equal(most, whole.response.maxUs ?? 0);
      }),
    );
  });
});
