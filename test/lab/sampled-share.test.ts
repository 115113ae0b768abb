import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ComponentEnv, labSpec, sampledShare } from '../../src/lab/lab-spec.ts';
import { jaegerProfile } from '../../src/runtime/jaeger-profile.ts';
import { tutorial } from '../../src/scenarios/tutorial.ts';

const set = (component: string, key: string): ComponentEnv[] => [{ component, key, value: '0.5' }];

const cases: [
  title: string,
  sample: number | undefined,
  env: ComponentEnv[],
  share: number | undefined,
][] = [
  ['all, when nothing is said', undefined, [], 1],
  ['as asked for', 0.1, [], 0.1],
  ['none', 0, [], 0],
  [
    'unknown with a sampler of the entry’s own',
    0.1,
    set('gateway', 'OTEL_TRACES_SAMPLER_ARG'),
    undefined,
  ],
  ['unknown with one of every service’s', 0.1, set('*', 'OTEL_TRACES_SAMPLER'), undefined],
  ['unknown without an SDK', undefined, set('gateway', 'OTEL_SDK_DISABLED'), undefined],
  [
    'a sampler of a callee decides about no request',
    0.1,
    set('enricher', 'OTEL_TRACES_SAMPLER'),
    0.1,
  ],
  ['other settings change nothing', 0.1, set('*', 'OTEL_BSP_SCHEDULE_DELAY'), 0.1],
];
for (const [title, sample, env, share] of cases) {
  test(`the share of the requests that the entry samples: ${title}`, () => {
    assert.equal(sampledShare(tutorial, { sample, env }), share);
  });
}

test('the share is unknown where Jaeger decides about it', () => {
  const sampling = { kind: 'adaptive', perSecond: 2 } as const;
  assert.equal(sampledShare(tutorial, { sampling, env: [] }), undefined);
});

test('a service that sends OTLP over HTTP gets the port for it, unless it has an endpoint of its own', () => {
  const jaeger = { ...jaegerProfile('2'), version: '2' };
  const endpointWith = (...env: [key: string, value: string][]): string | undefined => {
    const all = env.map(([key, value]) => ({ component: '*', key, value }));
    const options = { name: 'lab', jaeger, ports: 0, env: all, faults: true } as const;
    const gateway = labSpec(tutorial, options).components.find(({ name }) => name === 'gateway');
    return gateway?.env((component, port) => `${component}:${port}`)['OTEL_EXPORTER_OTLP_ENDPOINT'];
  };
  const http = ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf'] as [string, string];
  assert.equal(endpointWith(), 'http://jaeger:otlp-grpc');
  assert.equal(endpointWith(http), 'http://jaeger:otlp-http');
  const own = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://mine:1'] as [string, string];
  assert.equal(endpointWith(http, own), 'http://mine:1');
});
