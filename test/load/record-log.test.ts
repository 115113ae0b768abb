import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecordLog } from '../../src/load/record-log.ts';
import { FAILURE_KINDS, type RequestRecord } from '../../src/load/request-record.ts';

const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(some, { nil: undefined });
const ms = fc.double({ min: 0, max: 4e12, noNaN: true });

const record: fc.Arbitrary<RequestRecord> = fc.record(
  {
    request: maybe(fc.constantFrom('pay', 'list')),
    dueMs: ms,
    sentMs: ms,
    finishedMs: ms,
    status: maybe(fc.integer({ min: 100, max: 599 })),
    failure: maybe(fc.constantFrom(...FAILURE_KINDS)),
    traceId: maybe(
      fc.uint8Array({ minLength: 16, maxLength: 16 }).map((id) => Buffer.from(id).toString('hex')),
    ),
    sampled: maybe(fc.boolean()),
    reason: maybe(fc.string()),
    fault: maybe(fc.constantFrom('payment:delay=2s')),
  },
  { noNullPrototype: true },
);

const kept = (records: readonly RequestRecord[]): RequestRecord[] => {
  const log = new RecordLog();
  for (const one of records) log.add(one);
  return log.all();
};

test('records come back as they were added, in order', () => {
  fc.assert(
    fc.property(fc.array(record), (records) => {
      assert.deepEqual(kept(records), records);
    }),
  );
});

test('more records than fit into one chunk come back', () => {
  const records = Array.from({ length: 10_000 }, (_, i) => ({
    dueMs: i,
    sentMs: i + 0.25,
    finishedMs: i + 1.5,
    status: i % 3 === 0 ? 200 : 503,
    traceId: i % 2 === 0 ? i.toString(16).padStart(32, '0') : undefined,
  }));
  assert.deepEqual(kept(records), records);
});
