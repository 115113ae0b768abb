import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts, MarkedFacts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/verdicts/judge.ts';

const url = 'http://127.0.0.1:4318';
const storage = { problem: 'elasticsearch: its health is red', cure: 'repair it' };

const facts = (marked: Partial<MarkedFacts>, changes: Partial<Facts> = {}): Facts => ({
  jaeger: {
    ...{ otlpHttp: { url }, query: { url }, ports: [] },
    marked: { sent: 2, readableMs: [], waitedMs: 1000, listedMs: 10, traceIds: [], ...marked },
  },
  ...{ services: [], stopped: [], entry: undefined, storage, ...changes },
});

const causes = (given: Facts): string[] => judge(given).map(({ cause }) => cause);

test('a sick storage explains spans that cannot be read, and spans that Jaeger does not take', () => {
  assert.deepEqual(causes(facts({})), ['storage']);
  assert.deepEqual(causes(facts({ sent: 0 })), ['storage']);
  const [finding] = judge(facts({}));
  assert.equal(finding?.change, storage.cure);
  assert.match(finding.cameBack, /0 readable by id; elasticsearch: its health is red/);
});

test('a sick storage that keeps and returns spans is left to status', () =>
  assert.deepEqual(causes(facts({ readableMs: [10, 12] })), []));

test('a part that writes spans late is named with the time that they took', () => {
  const late = { component: 'collector', ms: 6000, set: 'batch.timeout' };
  const given = facts({ readableMs: [900, 5200] }, { late, storage: undefined });
  const [finding, ...others] = judge(given);
  assert.deepEqual(others, []);
  assert.equal(finding?.cause, 'slow-storage');
  assert.equal(finding.component, 'collector');
  assert.equal(finding.cameBack, 'readable by id after 900 to 5200 ms; batch.timeout is 6000 ms');
});

test('parts with a storage of their own come first: one of them is not asked', () => {
  const apart = { odd: 'query', text: 'collector writes to a, query reads from b', set: 'X' };
  const [finding] = judge(facts({}, { apart }));
  assert.equal(finding?.component, 'query');
});
