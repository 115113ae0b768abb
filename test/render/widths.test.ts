import assert from 'node:assert/strict';
import { compare } from '../../src/analysis/compare.ts';
import { outageCause } from '../../src/cli/commands/outage/cause.ts';
import { IN_MEMORY } from '../../src/lab/deployment.ts';
import { overhead } from '../../src/analysis/overhead.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { logsBySpan } from '../../src/analysis/trace-logs.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import type { ExpectedSpan } from '../../src/model/hierarchy.ts';
import { renderDeps } from '../../src/render/terminal/deps.ts';
import { renderDown } from '../../src/render/terminal/down.ts';
import { renderList } from '../../src/render/terminal/list.ts';
import { renderLoad } from '../../src/render/terminal/load/load.ts';
import { renderCompare } from '../../src/render/terminal/compare/compare.ts';
import { renderOverhead } from '../../src/render/terminal/overhead/overhead.ts';
import { renderOutage } from '../../src/render/terminal/outage.ts';
import { renderPrune } from '../../src/render/terminal/prune.ts';
import { renderRuns } from '../../src/render/terminal/runs.ts';
import { renderScenario, renderScenarios } from '../../src/render/terminal/scenario.ts';
import { renderTargets } from '../../src/render/terminal/targets.ts';
import { micros } from '../../src/model/units.ts';
import { besideMetrics } from '../../src/analysis/beside-metrics.ts';
import { renderBesideMetrics } from '../../src/render/terminal/slowest/beside-metrics.ts';
import { renderSlowest } from '../../src/render/terminal/slowest/slowest.ts';
import { renderStatus } from '../../src/render/terminal/status.ts';
import { renderFaults } from '../../src/render/terminal/switched-faults.ts';
import { renderTrace } from '../../src/render/terminal/trace/trace.ts';
import { renderUp } from '../../src/render/terminal/up.ts';
import { renderVerify } from '../../src/render/terminal/verify/verify.ts';
import { scenarios } from '../../src/scenarios/all.ts';
import { depsHeadline } from '../../src/analysis/headlines/deps-headline.ts';
import { everything } from './graph/graph-cases.ts';
import { tutorialTrace } from '../support/tutorial-traces.ts';
import { type Drawn, testEveryWidth } from '../support/every-width.ts';

const id = (n: number): string => (0x4f1c0a00 + n).toString(16).padEnd(32, '0');
const traces = Array.from({ length: 20 }, (_, i) =>
  tutorialTrace({ gateway: 30 + i, validator: 100 + i, enricher: 300 + 20 * i }, id(i)),
);
const [first, ...others] = traces;
assert.ok(first);
const uiUrl = 'http://localhost:16686';
const source = { what: 'run 1', jaegerVersion: '2.20.0', uiUrl, missing: [] };
const ranked = slowest(traces, { by: 'path', limit: 5 });
const compared = compare({ a: [first], b: others }, 'by-duration');
assert.ok(compared);
const names = { a: 'the fastest', b: 'all the others' };
const logs = logsBySpan(
  first.spans.flatMap(({ spanId, startUs }) =>
    [spanId, 'f'.repeat(16)].map((logged) => ({
      ...{
        component: 'enricher-with-a-long-name',
        spanId: logged,
        timeUs: startUs,
        level: 'error',
      },
      message: 'GET /a/path/of/some/length: 500 in 312 ms, because of a reason of some length',
    })),
  ),
  first,
  waterfall(first),
);
const details = { attributes: true, events: true, logs };

const times = { n: 30, meanUs: 2000, p50Us: 2000, p95Us: 3000, p99Us: 3000, maxUs: 3000 };
const load = {
  run: 104,
  ...{ interrupted: true, planned: 100_000 },
  url: 'http://127.0.0.1:15300/a-path-of-some-length',
  faults: [{ fault: 'payment-service:delay=2s', requests: 20 }],
  summary: {
    requests: 1032,
    ok: 1030,
    failures: [{ kind: 'http-status', status: 502, count: 2 }],
    response: times,
    service: times,
    lateness: times,
    durationUs: 61_000_000,
    sentPerSecond: 1234.5,
  },
  traces: {
    expected: 1030,
    readable: 1000,
    notSampled: 20,
    withoutId: 3,
    waitedMs: 12_345,
    missing: traces.map(({ traceId }) => traceId),
    wrong: traces.map(({ traceId }) => ({ traceId, faults: ['enricher GET is missing'] })),
  },
};

const endpoints = {
  otlpHttp: 'http://192.168.178.142:24318',
  otlpGrpc: 'http://192.168.178.142:24317',
  query: 'http://192.168.178.142:26686',
};
const LONG = 'a-service-with-a-name-of-forty-nine-characters-i';
const component = (name: string, state: string) => ({
  name,
  state,
  runs: `registry.example/a/path/${name}:2.20.0`,
  ports: [{ name: 'query', port: 16686, host: '192.168.178.142', hostPort: 26686 }],
});
const components = [component('jaeger', 'running'), component(LONG, 'unreachable')];
const lab = { lab: 'a-lab-with-a-name', scenario: './folder/shop.yaml', components, endpoints };
const stored = ['span', 'service'].map((kind) => ({
  ...{ name: `a-prefix-jaeger-${kind}-2026-11-24`, kind, createdAt: '2026-11-24T09:00:00Z' },
  ...{ documents: 1_234_567, bytes: 4e8, health: 'yellow', action: 'delete' as const },
}));
const outage = {
  ...{ component: LONG, role: 'collector', run: 104, downMs: 31_234, requests: 2000, failed: 123 },
  ...{ accepted: 1877, readable: 1500, incomplete: 300, missing: 77, lost: 377 },
  ...{ acceptedWhileDown: 600, lostWhileDown: 377, lostTraceIds: [] },
  alsoEnded: [{ component: LONG, ended: 'ended with exit code 2; last log line: panic' }],
  ...outageCause({
    ...{ role: 'storage', jaeger: '2', deployment: IN_MEMORY, lost: 377, alsoEnded: [] },
  }),
};
const faults = [
  { service: LONG, delayMs: 2000, jitterMs: 500, ratio: 0.1, errorRate: 0.5 },
  { service: 'payment', delayMs: 0, jitterMs: 500, ratio: 1, errorRate: 0 },
];
const cutShort = { interrupted: true, planned: 1_000_000 };
const status = {
  ...lab,
  since: '2026-11-26T23:37:18.874Z',
  runs: [
    { id: 104, startedAt: '2026-11-26T23:37:19.080Z', requests: 1032, failed: 12, ...cutShort },
  ],
  faults,
  storage: {
    ...{ kind: 'elasticsearch', url: 'http://192.168.178.142:29200', health: 'red' },
    problem: 'its health is red: an index has a shard that is nowhere',
    ...{ spans: 1_234_567, bytes: 4e8, bytesPerSpan: 324, spansPerSecond: 123.4, daysPerGb: 2.5 },
    indices: stored,
  },
  apart:
    'collector-2 writes to elasticsearch at http://elasticsearch:9200, query reads from memory',
  store: { traces: 98_765, maxTraces: 100_000, bytes: 2e8, maxBytes: 268e6, evictedTraces: 4321 },
};

const round = (perSecond: number) => ({
  ...{ requests: 2 * perSecond, perSecond, p50Us: 2e6 / perSecond, p99Us: 6e6 / perSecond },
  ...{ cpuUs: 1e6 / perSecond, sampled: 9000, received: 8000 },
});
const rounds = [round(7000), round(4000)];
const measured = {
  service: { service: 'topology', request: 'GET /work', does: 'answers at once' },
  ...{ rounds: 2, durationMs: 2000, concurrency: 16, machine: { node: 'v20.19.0', cores: 2 } },
  env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_BSP_MAX_QUEUE_SIZE: '8192' },
  sides: overhead({ bare: rounds, 'sampled-100': rounds, 'sampled-10': rounds }),
};

const ids = traces.map(({ traceId }) => traceId);
const verified = {
  ...{
    what: 'run 104',
    requests: 1032,
    verified: 1000,
    notSampled: 12,
    ...{ failed: 9, failedAsPlanned: 7, failedAsAllowed: 0, withoutResponse: 0 },
  },
  failures: [
    {
      class: 'split' as const,
      hasFailed: true,
      traceId: id(1),
      otherTraceIds: [id(2), id(3)],
      reasons: [`${LONG} GET /validate is missing below gateway GET`],
    },
  ],
  expectations: [
    { what: `${LONG} GET /x p95 below 200 ms`, result: 'fails' as const, reason: '312 ms' },
    { what: 'no warning containment', result: 'holds' as const, reason: 'none' },
  ].map((one) => ({ ...one, traceIds: ids })),
  warnings: [{ check: 'SPA-004' as const, what: `the root in ${LONG} is a CLIENT`, traceIds: ids }],
  repeated: [],
  sampling: { sampled: 5, of: 50, share: 0.1, least: 1, most: 9, isWithin: true },
};

const deps = {
  ...{
    what: 'any service in the last 60 min',
    isChecked: true,
    missing: ids,
    headline: depsHeadline(everything),
  },
  differences: [
    { from: 'shop', to: LONG, ours: 20, jaeger: 40, reason: 'span-pairs' as const },
    { from: LONG, to: LONG, ours: 0, jaeger: 40, reason: 'self-edge' as const },
  ],
};

/** A chain of calls, each service below the one before. */
const chain = Array.from({ length: 30 }).reduce<ExpectedSpan>(
  (below, _, i) => ({
    ...{ service: i === 3 ? LONG : `service-${i}`, name: 'GET /a-path', kind: 'server' },
    children: [below, below],
  }),
  { service: 'last', name: 'GET /', kind: 'server', children: [] },
);
const request = { weight: 1, service: LONG, method: 'POST', path: '/a/path', spans: 300 };
const targets = [
  {
    name: 'production-of-the-shop',
    jaegerUrl: `https://${LONG}.example.com/jaeger`,
    headers: [{ name: 'x-scope-orgid', value: 'acme' }],
    bearerToken: 'env:PRODUCTION_TOKEN',
    insecure: true,
  },
];
const scenario = {
  name: 'shop',
  about: 'a shop of services that call each other one after the other, and a database far away',
  services: ['shop', LONG, 'payment', 'stock'].map((name, i) => ({ name, port: 5300 + i })),
  redis: { roundTripMs: 20 },
  requests: ['buy', 'look'].map((name) => ({ name, ...request, expected: shallow(chain) })),
};

/** The tree without what is below its tenth level, and one call of each. */
function shallow({ children: [child], ...span }: ExpectedSpan, levels = 25): ExpectedSpan {
  return { ...span, children: child && levels > 0 ? [shallow(child, levels - 1)] : [] };
}

const ofLab = { lab: `${LONG}-lab`.slice(0, 40), scenario: 'file-sync', isMine: true };
const labs = {
  now: Date.parse('2026-11-24T09:00:00Z'),
  labs: ['up', 'left-over', 'stateless'].map((state) => ({
    ...{ ...ofLab, state, runtime: 'docker', since: '2026-11-22T09:00:00Z' },
    ...{ running: 4, components: 5, ports: [4317, 4318, 5000, 5001, 16686], diskBytes: 1.5e9 },
    ...{ temporary: 'challenge', owner: 'somebody@a-machine-with-a-name' },
  })),
};
const foreign = { ...labs, labs: labs.labs.map((one) => ({ ...one, isMine: false })) };
const ledger = Array.from({ length: 3 }, (_, i) => ({
  ...{ ...ofLab, run: 100 + i, startedAt: '2026-11-22T09:00:00Z', request: 'one-by-one' },
  ...{ requests: 100_000, failed: 12_345, p50Us: 123_000, p95Us: 999_000, traces: 'readable' },
  isCurrent: i === 2,
  ...cutShort,
}));
const gone = {
  labs: [
    {
      lab: ofLab.lab,
      removed: ['container a', 'network b', 'state in c'],
      keptRuns: 100,
      keptData: [],
    },
  ],
  images: ['image jaeger-lab/services:latest'],
};

const counts = besideMetrics(
  [
    {
      service: 'notification-service',
      operation: 'POST /notifications/{id}',
      durationsUs: [micros(1)],
    },
  ],
  [],
);

const answers: readonly Drawn[] = [
  ['slowest', (screen) => renderSlowest(ranked, source, screen)],
  [
    'slowest of metrics',
    (screen) =>
      renderBesideMetrics({ what: 'run 1', all: counts, shown: counts.slice(0, 1) }, screen),
  ],
  ['load', (screen) => renderLoad(load, screen)],
  ['trace', (screen) => renderTrace(waterfall(first), source, details, screen)],
  ['compare', (screen) => renderCompare(compared, { ...source, names }, screen)],
  ['deps', (screen) => renderDeps(everything, deps, screen)],
  ['verify', (screen) => renderVerify(verified, screen)],
  ['up', (screen) => renderUp({ ...lab, tookMs: 12_345 }, screen)],
  ['status', (screen) => renderStatus(status, screen)],
  ['inject', (screen) => renderFaults(faults, screen)],
  ['overhead', (screen) => renderOverhead(measured, screen)],
  ['list', (screen) => renderList(labs, screen)],
  ['list of all', (screen) => renderList(foreign, screen)],
  ['runs', (screen) => renderRuns(ledger, screen)],
  ['outage', (screen) => renderOutage(outage, screen)],
  [
    'prune',
    (screen) =>
      renderPrune(
        { url: 'http://192.168.178.142:29200', deleted: false, bytes: 8e8, indices: stored },
        screen,
      ),
  ],
  ['down', (screen) => renderDown(gone, screen)],
  ['target list', (screen) => renderTargets(targets, screen)],
  ['scenario list', (screen) => renderScenarios(scenarios, screen)],
  ['scenario show', (screen) => renderScenario(scenario, screen)],
];

testEveryWidth(answers);
