import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Deployment, IN_MEMORY, jaegerComponents } from '../../src/lab/deployment.ts';
import { spaceRead, storageApart } from '../../src/lab/storage-apart.ts';
import { withOwnMemory } from '../../src/lessons/storage-apart.ts';
import { jaegerProfile } from '../../src/runtime/jaeger-profile.ts';
import type { ComponentSpec } from '../../src/runtime/runtime.ts';

const reach = (component: string, port: string): string =>
  `${component}:${port === 'http' ? 9200 : 9042}`;

/** The environment of each Jaeger process of a lab, as its containers get it. */
function settings(
  version: string,
  deployment: Deployment,
  change: (spec: ComponentSpec) => ComponentSpec,
): Map<string, Readonly<Record<string, string>>> {
  const launch = { ...jaegerProfile(version), version };
  return new Map(
    jaegerComponents(launch, deployment)
      .map(change)
      .flatMap(({ name, program }): [string, Readonly<Record<string, string>>][] =>
        program.kind === 'jaeger'
          ? [[name, jaegerProfile(version).containerEnv(reach, program.setup)]]
          : [],
      ),
  );
}

const own = (name: string) => (spec: ComponentSpec) =>
  spec.name === name ? withOwnMemory(spec) : spec;
const deployed = (changes: Partial<Deployment>): Deployment => ({
  ...IN_MEMORY,
  ...{ production: true, storage: 'elasticsearch', ...changes },
});

const KINDS: [title: string, changes: Partial<Deployment>][] = [
  ['Elasticsearch', {}],
  ['OpenSearch', { storage: 'opensearch' }],
  ['Cassandra', { storage: 'cassandra', storageUrl: 'cassandra.example:9042' }],
  ['several of each', { collectors: 2, queries: 2 }],
];
for (const version of ['1.57', '2.0.0-rc2', '2.13.0'])
  describe(`Jaeger ${version}`, () => {
    for (const [title, changes] of KINDS) {
      const deployment = deployed(changes);
      test(`${title}: one storage for all`, () => {
        const same = settings(version, deployment, (spec) => spec);
        assert.equal(storageApart(deployment, same), undefined);
      });
      test(`${title}: a storage of its own`, () => {
        const many = changes.collectors === undefined ? '' : '-2';
        for (const role of ['collector', 'query']) {
          const name = role + many;
          const found = storageApart(deployment, settings(version, deployment, own(name)));
          assert.equal(found?.odd, name);
          assert.equal(found[role === 'query' ? 'reads' : 'writes'], 'memory of its own');
          assert.match(found[role === 'query' ? 'writes' : 'reads'], /^\w+ at \S+:9\d+$/);
        }
      });
    }
    test('before a buffer the collector has no storage, the ingester has one', () => {
      const deployment = deployed({ buffer: 'kafka' });
      const all = settings(version, deployment, (spec) => spec);
      assert.equal(storageApart(deployment, all), undefined);
      const apart = storageApart(deployment, settings(version, deployment, own('ingester')));
      assert.equal(apart?.odd, 'ingester');
    });
  });

test('Jaeger 1 without a setting looks for Cassandra', () => {
  const deployment = deployed({});
  const all = settings('1.57', deployment, (spec) => spec);
  const { SPAN_STORAGE_TYPE: _, ...without } = all.get('query') ?? {};
  const found = storageApart(deployment, all.set('query', without));
  assert.deepEqual(
    { odd: found?.odd, reads: found?.reads, set: found?.set },
    { odd: 'query', reads: 'cassandra at 127.0.0.1:9042', set: 'SPAN_STORAGE_TYPE' },
  );
});

describe('an index prefix, or a keyspace, of its own', () => {
  const old = (changes: Partial<Deployment>, env: Readonly<Record<string, string>>) =>
    new Map(
      [...settings('1.57', deployed(changes), (spec) => spec)].map(([name, own]) => [
        name,
        name === 'query' ? { ...own, ...env } : own,
      ]),
    );

  test('Elasticsearch: read under a prefix under which nothing is written', () => {
    const given = old({}, { ES_INDEX_PREFIX: 'prod' });
    const found = storageApart(deployed({}), given);
    assert.deepEqual([found?.odd, found?.set], ['query', 'ES_INDEX_PREFIX']);
    assert.match(found?.reads ?? '', / \(index prefix prod\)$/);
    assert.equal(spaceRead(given), 'prod');
  });

  test('Cassandra: another keyspace', () => {
    const changes = { storage: 'cassandra', storageUrl: 'cassandra.example:9042' } as const;
    const found = storageApart(deployed(changes), old(changes, { CASSANDRA_KEYSPACE: 'nope' }));
    assert.deepEqual([found?.odd, found?.set], ['query', 'CASSANDRA_KEYSPACE']);
    assert.match(found?.reads ?? '', / \(keyspace nope\)$/);
  });

  test('of a configuration of Jaeger 2', () => {
    const config =
      'backends:\n  main:\n    elasticsearch:\n      server_urls: ["http://es:9200"]\n      indices: { index_prefix: prod }\n';
    assert.equal(spaceRead(new Map([['jaeger', { JAEGER_CONFIG: config }]])), 'prod');
    assert.equal(spaceRead(settings('2.13.0', deployed({}), (spec) => spec)), undefined);
  });
});
