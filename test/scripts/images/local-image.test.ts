import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { imageNaming, imageOf } from '../../../src/runtime/docker/image-names.ts';
import type { Program } from '../../../src/runtime/runtime.ts';
import {
  exportsOf,
  LAB_IMAGE_NAMES,
  LOCAL_IMAGE_NAMES,
} from '../../../scripts/images/local-image.ts';

/** The environment of a shell that has evaluated a line of exports. */
const evaluated = (line: string): Record<string, string> =>
  Object.fromEntries(
    line
      .trim()
      .split(' ')
      .slice(1)
      .map((setting) => setting.split('=') as [string, string]),
  );

describe('a shell that uses the local images', () => {
  const naming = imageNaming(evaluated(exportsOf(() => true)));
  const imageFor = (program: Program): string => imageOf(program, naming).name;

  test('has one for every --jaeger that the README names', async () => {
    const readme = await readFile('README.md', 'utf8');
    const [, names = ''] = /works with `--jaeger 2`([^.]*(?:\.\d[^.]*)*)\./.exec(readme) ?? [];
    const versions = ['2', ...[...names.matchAll(/`([^`]+)`/g)].map(([, version = '']) => version)];
    assert.deepEqual(
      versions.map((version) => [version, imageFor({ kind: 'jaeger', version })]),
      [
        ['2', 'jaeger-lab-local/jaeger:2.13.0'],
        ['2.13.0', 'jaeger-lab-local/jaeger:2.13.0'],
        ['1.57', 'jaeger-lab-local/jaeger:1.57.0'],
        ['2.0.0-rc2', 'jaeger-lab-local/jaeger:2.0.0-rc2'],
      ],
    );
  });

  test('has none that stands in for another release', () => {
    const other: Program = { kind: 'jaeger', version: '2.19.0' };
    assert.equal(imageFor(other), 'jaegertracing/jaeger:2.19.0');
  });

  test('has one for Redis and one for the services, and none that was not built', () => {
    assert.equal(imageFor({ kind: 'redis' }), 'jaeger-lab-local/redis:7.0.15');
    assert.equal(imageFor({ kind: 'service', service: 'x' }), 'jaeger-lab-local/node:24');
    assert.equal(
      exportsOf((name) => name === 'redis'),
      'export JAEGER_LAB_IMAGE_REDIS=jaeger-lab-local/redis:7.0.15\n',
    );
    assert.equal(
      exportsOf(() => false),
      '',
    );
  });

  test('has one for each server that Jaeger stores in or sends through', () => {
    const servers = ['elasticsearch', 'opensearch', 'cassandra', 'kafka'];
    assert.deepEqual(
      servers.map((server) => naming.overrides[server]),
      [
        'jaeger-lab-local/elasticsearch:7.10.2',
        'jaeger-lab-local/opensearch:2.18.0',
        'jaeger-lab-local/cassandra:5.0.5',
        'jaeger-lab-local/kafka:3.9.1',
      ],
    );
  });

  test('has one for each role of Jaeger 1', () => {
    for (const role of ['collector', 'query', 'ingester'] as const) {
      const setup = { role, storage: 'elasticsearch' } as const;
      assert.equal(
        imageFor({ kind: 'jaeger', version: '1.57', setup }),
        `jaeger-lab-local/jaeger-${role}:1.57.0`,
      );
    }
  });

  test('gets the servers only when it asks for them', () => {
    assert.deepEqual(
      LOCAL_IMAGE_NAMES.filter((name) => !LAB_IMAGE_NAMES.some((lab) => lab === name)),
      [
        ...['elasticsearch', 'cassandra', 'kafka', 'opensearch', 'zipkin', 'prometheus'],
        'victorialogs',
        ...['jaeger-collector', 'jaeger-query', 'jaeger-ingester'],
      ],
    );
  });
});
