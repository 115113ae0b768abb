import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { inContainer } from '../../src/runtime/jaeger-profile.ts';
import { ALL_IN_ONE, type JaegerSetup } from '../../src/runtime/jaeger-setup.ts';
import { jaeger2Config } from '../../src/runtime/jaeger2-config.ts';
import { realProgram } from '../support/real-programs.ts';

const { path: jaeger, skip } = realProgram('JAEGER_LAB_TEST_JAEGER_2');

const SETUPS: readonly JaegerSetup[] = [
  ALL_IN_ONE,
  { role: 'all-in-one', storage: 'badger' },
  { role: 'all-in-one', storage: 'cassandra' },
  { role: 'collector', storage: 'elasticsearch' },
  { role: 'query', storage: 'elasticsearch' },
  { role: 'query', storage: 'opensearch', storageUrl: 'http://os:9200' },
  { role: 'collector', storage: 'cassandra' },
  { role: 'collector', storage: 'elasticsearch', buffer: 'kafka' },
  { role: 'ingester', storage: 'elasticsearch', buffer: 'kafka' },
  { role: 'collector', storage: 'cassandra', sampling: { kind: 'adaptive', perSecond: 2 } },
  { role: 'spanmetrics', storage: 'memory', metrics: 'prometheus', forwardsTo: 'jaeger' },
  { role: 'query', storage: 'cassandra', sampling: { kind: 'adaptive', perSecond: 2 } },
];

const configOf = (setup: JaegerSetup, version: string): string =>
  jaeger2Config(
    {
      at: inContainer,
      reach: (component, port) => `${component}:${port === 'http' ? 9200 : 9042}`,
      badgerFolder: '/badger',
      version,
    },
    setup,
  );

describe('Jaeger 2.13 accepts the keys of every configuration', { skip }, () => {
  for (const setup of SETUPS)
    test(JSON.stringify(setup), async () => {
      const env = { ...process.env, JAEGER_CONFIG: configOf(setup, '2.13.0') };
      const args = ['validate', '--config', 'env:JAEGER_CONFIG'];
      await promisify(execFile)(jaeger, args, { env, timeout: 60_000 });
    });
});

test('the name of the topic is under the key that each release knows', () => {
  const topicIn = (version: string): unknown => {
    const setup = { role: 'ingester', storage: 'elasticsearch', buffer: 'kafka' } as const;
    const config = parse(configOf(setup, version)) as {
      receivers: { kafka: { topic?: string; traces?: object } };
    };
    const { topic, traces } = config.receivers.kafka;
    return topic ?? traces;
  };
  assert.equal(topicIn('2.0.0-rc2'), 'jaeger-spans');
  assert.deepEqual(topicIn('2.13.0'), { topic: 'jaeger-spans', encoding: 'otlp_proto' });
  assert.deepEqual(topicIn('2.20.0'), { topics: ['jaeger-spans'], encoding: 'otlp_proto' });
});

test('spans for Cassandra are not collected in batches, which are written one after the other', () => {
  const processorsOf = (setup: JaegerSetup): unknown => {
    const { service } = parse(configOf(setup, '2.13.0')) as {
      service: { pipelines: { traces: { processors?: string[] } } };
    };
    return service.pipelines.traces.processors;
  };
  assert.equal(processorsOf({ role: 'collector', storage: 'cassandra' }), undefined);
  assert.deepEqual(processorsOf({ role: 'collector', storage: 'elasticsearch' }), ['batch']);
  const adaptive = { kind: 'adaptive', perSecond: 2 } as const;
  assert.deepEqual(processorsOf({ role: 'collector', storage: 'cassandra', sampling: adaptive }), [
    'adaptive_sampling',
  ]);
  const policy = { kind: 'tail', errors: true, share: 0.1 } as const;
  assert.deepEqual(processorsOf({ role: 'all-in-one', storage: 'cassandra', sampling: policy }), [
    'tail_sampling',
    'batch',
  ]);
});

test('adaptive sampling keeps a quarter of its target at any rate, so that Jaeger sees which one is in use', () => {
  const sampling = { kind: 'adaptive', perSecond: 4 } as const;
  const least = (['collector', 'query'] as const).map((role) => {
    const config = parse(configOf({ role, storage: 'cassandra', sampling }, '2.13.0')) as {
      extensions: { remote_sampling: { adaptive: { min_samples_per_second: number } } };
    };
    return config.extensions.remote_sampling.adaptive.min_samples_per_second;
  });
  assert.deepEqual(least, [1, 1]);
});
