import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts, MonitorFacts, ServiceFacts } from '../../src/doctor/facts.ts';
import { judgeMonitor } from '../../src/doctor/verdicts/monitor.ts';
import { askSetting, countSetting } from '../../src/runtime/metrics-setting.ts';

const url = 'http://127.0.0.1:16686';
const set = { storage: 'METRICS_STORAGE_TYPE=prometheus', names: 'PROMETHEUS_QUERY_NAMESPACE=x' };

const well: MonitorFacts = {
  counting: [{ component: 'collector', counts: true, flushMs: 2000 }],
  asking: [{ component: 'query', asks: true, isNamed: true, set }],
  targets: [{ url: 'http://collector:8889/metrics' }],
  tab: { url, services: 1, shown: 1, waitedMs: 10 },
};
const EMPTY = { url, services: 1, shown: 0, waitedMs: 10_000 };

const service = (arrivedAs: string | undefined): ServiceFacts => ({
  ...{ name: 'a', state: 'running', settings: {}, namesTraces: true, log: [] },
  direct: {
    ...{ url, method: 'GET', traceId: '', calls: [], reached: [], waitedMs: 0 },
    ...(arrivedAs !== undefined && { arrivedAs }),
  },
});

const facts = (changes: Partial<MonitorFacts>, arrivedAs: string | undefined = 'a'): Facts => ({
  jaeger: {
    ...{ otlpHttp: { url }, query: { url }, ports: [] },
    marked: { sent: 0, readableMs: [], waitedMs: 0, traceIds: [] },
  },
  ...{ services: [service(arrivedAs)], stopped: [], entry: undefined },
  monitor: { ...well, ...changes },
});

const CASES: readonly [
  title: string,
  changes: Partial<MonitorFacts>,
  at: string,
  cameBack: RegExp,
][] = [
  [
    'a Jaeger that does not count comes before the Prometheus that cannot ask it',
    {
      counting: [{ component: 'collector', counts: false, flushMs: 2000 }],
      targets: [{ url: 'http://collector:8889/metrics', problem: 'connection refused' }],
    },
    'collector',
    /no connector spanmetrics/,
  ],
  [
    'counters that are shown every minute',
    { counting: [{ component: 'collector', counts: true, flushMs: 60_000 }] },
    'collector',
    /metrics_flush_interval is 60 s/,
  ],
  [
    'a scrape that fails',
    { targets: [{ url: 'http://collector:8890/metrics', problem: 'connection refused' }] },
    'prometheus',
    /http:\/\/collector:8890\/metrics: connection refused/,
  ],
  ['a Prometheus without anything to scrape', { targets: [] }, 'prometheus', /an empty list/],
  [
    'a query without a metrics storage',
    { asking: [{ component: 'query', asks: false, isNamed: true, set }] },
    'query',
    /no metrics storage/,
  ],
  [
    'a query that asks for other names',
    { asking: [{ component: 'query', asks: true, isNamed: false, set }] },
    'query',
    /other names/,
  ],
  ['an empty tab without a known reason', { tab: EMPTY }, 'query', /nothing within 10000 ms/],
];

for (const [title, changes, component, cameBack] of CASES)
  test(`${title} is named at ${component}`, () => {
    const finding = judgeMonitor(facts(changes)) ?? assert.fail('nothing was found');
    assert.deepEqual([finding.cause, finding.component], ['monitor', component]);
    assert.match(finding.cameBack, cameBack);
  });

test('a tab with metrics is well, and so is one of services whose spans did not arrive', () => {
  assert.equal(judgeMonitor(facts({})), undefined);
  const none = facts({ tab: EMPTY });
  assert.equal(judgeMonitor({ ...none, services: [service(undefined)] }), undefined);
});

test('the settings of a Jaeger that the lab did not start are read as Jaeger reads them', () => {
  assert.deepEqual(countSetting({ JAEGER_CONFIG: 'exporters: [jaeger_storage_exporter]' }), {
    counts: false,
    flushMs: 60_000,
  });
  assert.equal(countSetting({ SPAN_STORAGE_TYPE: 'memory' }), undefined);
  assert.equal(askSetting({}).asks, false);
  const named = {
    METRICS_STORAGE_TYPE: 'prometheus',
    PROMETHEUS_QUERY_NAMESPACE: 'traces_span_metrics',
    PROMETHEUS_QUERY_NORMALIZE_CALLS: 'true',
    PROMETHEUS_QUERY_NORMALIZE_DURATION: 'true',
  };
  assert.deepEqual([askSetting(named).asks, askSetting(named).isNamed], [true, true]);
  assert.equal(askSetting({ ...named, PROMETHEUS_QUERY_NAMESPACE: '' }).isNamed, false);
});
