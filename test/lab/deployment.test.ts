import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { type Deployment, IN_MEMORY, jaegerComponents } from '../../src/lab/deployment.ts';
import { labSpec } from '../../src/lab/lab-spec.ts';
import { jaegerProfile } from '../../src/runtime/jaeger-profile.ts';
import type { ComponentSpec, JaegerLaunch } from '../../src/runtime/runtime.ts';
import { checkout } from '../../src/scenarios/checkout.ts';

const launch = (version: string): JaegerLaunch => ({ ...jaegerProfile('2'), version });
const deployed = (version: string, changes: Partial<Deployment>): ComponentSpec[] =>
  jaegerComponents(launch(version), { ...IN_MEMORY, ...changes });

const production = { production: true, storage: 'elasticsearch' } as const;

describe('the components of a deployment, each with those that it waits for', () => {
  const cases: [title: string, changes: Partial<Deployment>, expected: Record<string, string[]>][] =
    [
      ['all in one', {}, { jaeger: [] }],
      ['all in one on disk', { storage: 'badger' }, { jaeger: [] }],
      [
        'all in one on a server',
        { storage: 'opensearch' },
        { opensearch: [], jaeger: ['opensearch'] },
      ],
      [
        'production',
        production,
        { elasticsearch: [], collector: ['elasticsearch'], query: ['elasticsearch'] },
      ],
      [
        'a storage of the user',
        { ...production, storageUrl: 'http://es:9200' },
        { collector: [], query: [] },
      ],
      [
        'a buffer',
        { ...production, buffer: 'kafka' },
        {
          elasticsearch: [],
          kafka: [],
          collector: ['kafka'],
          ingester: ['elasticsearch', 'kafka'],
          query: ['elasticsearch'],
        },
      ],
      [
        'Cassandra, whose keyspace one process creates',
        { production: true, storage: 'cassandra', queries: 2 },
        {
          cassandra: [],
          collector: ['cassandra'],
          'query-1': ['collector'],
          'query-2': ['collector'],
        },
      ],
    ];
  for (const [title, changes, expected] of cases)
    test(title, () => {
      const found = deployed('2.13.0', changes);
      assert.deepEqual(
        Object.fromEntries(found.map(({ name, after = [] }) => [name, [...after]])),
        expected,
      );
      // Each waits only for those that come before it in the list.
      const names = found.map(({ name }) => name);
      for (const [index, { after = [] }] of found.entries())
        assert.ok(after.every((one) => names.indexOf(one) < index));
    });

  test('only the first of several has the ports that are known by heart', () => {
    const publishedBy = (name: string): unknown[] =>
      deployed('2.13.0', { ...production, collectors: 2 })
        .find((one) => one.name === name)!
        .ports.map(({ published }) => published);
    assert.deepEqual(publishedBy('collector-1'), [4317, 4318, 'auto']);
    assert.deepEqual(publishedBy('collector-2'), ['auto', 'auto', 'auto']);
  });
});

describe('what cannot be deployed together is refused in one sentence', () => {
  const cases: [title: string, version: string, changes: Partial<Deployment>, sentence: RegExp][] =
    [
      ['roles in memory', '2.13.0', { production: true }, /cannot share the storage memory/],
      [
        'roles on files',
        '2.13.0',
        { production: true, storage: 'badger' },
        /badger.*elasticsearch, opensearch, cassandra can be shared/,
      ],
      ['the embedded Jaeger', 'embedded', { storage: 'badger' }, /in memory only/],
      ['a buffer without roles', '2.13.0', { buffer: 'kafka' }, /need --production/],
      ['collectors without roles', '2.13.0', { collectors: 2 }, /need --production/],
      [
        'an address without a server',
        '2.13.0',
        { storage: 'badger', storageUrl: 'http://es:9200' },
        /needs a storage that is a server/,
      ],
      [
        'a word instead of an address',
        '2.13.0',
        { ...production, storageUrl: 'nonsense' },
        /nonsense is not an address of elasticsearch: expected http:\/\/HOST:9200$/,
      ],
      [
        'another protocol',
        '2.13.0',
        { ...production, storageUrl: 'localhost:9200' },
        /localhost:9200 is not an address of elasticsearch/,
      ],
      [
        'Cassandra over HTTP',
        '2.13.0',
        { storage: 'cassandra', storageUrl: 'http://host:9042' },
        /http:\/\/host:9042 is not an address of cassandra: expected HOST:9042$/,
      ],
      [
        'Cassandra with a port that does not exist',
        '2.13.0',
        { storage: 'cassandra', storageUrl: 'host:99042' },
        /host:99042 is not an address of cassandra/,
      ],
      [
        'Cassandra with Jaeger 1.57',
        '1.57',
        { ...production, storage: 'cassandra' },
        /1\.57 does not create its keyspace in Cassandra; Jaeger 2\.13\.0 and newer do/,
      ],
      [
        'Cassandra with the release candidate',
        '2.0.0-rc2',
        { storage: 'cassandra' },
        /2\.0\.0-rc2 does not create its keyspace/,
      ],
    ];
  for (const [title, version, changes, sentence] of cases)
    test(title, () => {
      assert.throws(
        () => deployed(version, changes),
        (error) =>
          error instanceof LabError &&
          error.exitCode === EXIT.usage &&
          error.hint !== undefined &&
          sentence.test(error.message),
      );
    });
});

test('the hint keeps what was asked for', () => {
  assert.throws(
    () => deployed('2.13.0', { collectors: 3, queries: 2 }),
    (error) =>
      error instanceof LabError &&
      error.hint === 'jaeger-lab up --production --collectors 3 --queries 2',
  );
});

test('services send to the collectors in turn', () => {
  const spec = labSpec(checkout, {
    ...{ name: 'lab', jaeger: launch('2.13.0'), ports: 0, env: [], faults: true },
    deployment: { ...IN_MEMORY, ...production, collectors: 2 },
  });
  const endpoints = spec.components
    .filter(({ program }) => program.kind === 'service')
    .map(({ env }) => env((name, port) => `${name}:${port}`)['OTEL_EXPORTER_OTLP_ENDPOINT']);
  const [one, two] = ['http://collector-1:otlp-grpc', 'http://collector-2:otlp-grpc'];
  assert.deepEqual(endpoints.toSorted(), [one, one, two, two]);
});
