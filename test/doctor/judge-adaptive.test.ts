import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryFacts, Facts } from '../../src/doctor/facts.ts';
import { judge } from '../../src/doctor/verdicts/judge.ts';

const url = 'http://127.0.0.1:5000/process';
const REMOTE = { OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote' };

const facts = (
  adaptive: EntryFacts['adaptive'],
  settings: Readonly<Record<string, string>>,
): Facts => ({
  jaeger: {
    ...{ otlpHttp: { url }, query: { url }, ports: [] },
    marked: { sent: 1, readableMs: [3], listedMs: 20, waitedMs: 24, traceIds: ['1'] },
  },
  services: [
    {
      ...{ name: 'gateway', state: 'running', settings, namesTraces: true, log: [] },
      direct: {
        ...{ url, method: 'GET', traceId: 'a', calls: [], reached: [], waitedMs: 0 },
        ...{ status: 200, arrivedAs: 'gateway', reported: { traceId: 'a', sampled: true } },
      },
    },
  ],
  stopped: [],
  entry: { component: 'gateway', requests: 40, sampled: 5, meant: undefined, adaptive },
});

const found = (given: Facts): [string, string | undefined][] =>
  judge(given).map(({ cause, setting }) => [cause, setting?.name]);

test('root spans with the tags of a sampler are counted, and nothing is wrong', () => {
  assert.deepEqual(found(facts({ rooted: 5, tagged: 5 }, REMOTE)), []);
  assert.deepEqual(found(facts({ rooted: 0, tagged: 0 }, REMOTE)), []);
});

test('root spans without the tags are named at the first service', () => {
  assert.deepEqual(found(facts({ rooted: 5, tagged: 0 }, REMOTE)), [['sampling', undefined]]);
  const [finding] = judge(facts({ rooted: 5, tagged: 0 }, REMOTE));
  assert.equal(finding?.component, 'gateway');
  assert.equal(finding.cameBack, '0 of 5 root spans with sampler.type and sampler.param');
});

test('another sampler is named though none of its root spans arrived', () => {
  const always = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
  assert.deepEqual(found(facts({ rooted: 0, tagged: 0 }, always)), [
    ['sampling', 'OTEL_TRACES_SAMPLER'],
  ]);
});

test('without adaptive sampling no tags are missed', () =>
  assert.deepEqual(found(facts(undefined, {})), []));
