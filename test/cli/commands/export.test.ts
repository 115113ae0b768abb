import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { EXIT } from '../../../src/base/errors.ts';
import { run } from '../../support/run.ts';

interface Service {
  readonly image: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface File {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: object;
}

async function exported(...args: string[]): Promise<File> {
  const { out, error } = await run(['export', 'compose', ...args]);
  assert.equal(error, undefined);
  return parse(out) as File;
}

test('compose/production.yaml is what export compose writes', async () => {
  const { out } = await run([
    ...['export', 'compose', 'checkout', '--production', '--name', 'production'],
  ]);
  assert.equal(out, await readFile('compose/production.yaml', 'utf8'));
});

describe('export compose', () => {
  test('starts the storage, then Jaeger, then the services from the innermost out', async () => {
    const { services, volumes } = await exported('checkout', '--production');
    const before = Object.entries(services).map(([name, { depends_on: found = {} }]) => [
      name,
      Object.entries(found).map(([other, { condition }]) => `${other} ${condition}`),
    ]);
    assert.deepEqual(Object.fromEntries(before), {
      elasticsearch: [],
      collector: ['elasticsearch service_healthy'],
      query: ['elasticsearch service_healthy'],
      payment: ['collector service_started'],
      order: ['collector service_started', 'payment service_healthy'],
      user: ['collector service_started', 'order service_healthy'],
      'api-gateway': ['collector service_started', 'user service_healthy'],
    });
    assert.deepEqual(volumes, { elasticsearch: {} });
  });

  test('keeps the files of Badger in a volume that Jaeger may write', async () => {
    const { services } = await exported('tutorial', '--storage', 'badger');
    assert.deepEqual(services['jaeger']?.volumes, ['jaeger:/badger']);
    assert.deepEqual(services['jaeger-data']?.volumes, ['jaeger:/badger']);
    assert.deepEqual(services['jaeger'].depends_on, {
      'jaeger-data': { condition: 'service_completed_successfully' },
    });
  });

  test('gives Jaeger 1 its own images and the storage on both sides', async () => {
    const { services } = await exported('checkout', '--production', '--jaeger', '1.57');
    for (const role of ['collector', 'query']) {
      const { image = '', environment = {} } = services[role] ?? {};
      assert.equal(
        image,
        `\${JAEGER_LAB_IMAGE_JAEGER_${role.toUpperCase()}_1_57:-jaegertracing/jaeger-${role}:1.57}`,
      );
      assert.equal(environment['SPAN_STORAGE_TYPE'], 'elasticsearch');
    }
  });

  const refused: [title: string, args: readonly string[]][] = [
    ['options of another lab, without its scenario', ['--production']],
    ['the embedded Jaeger', ['tutorial', '--jaeger', 'embedded']],
  ];
  for (const [title, args] of refused)
    test(`refuses ${title}`, async () => {
      const { error } = await run(['export', 'compose', ...args]);
      assert.equal(error?.exitCode, EXIT.usage);
    });
});

describe('ClickHouse is only exported', () => {
  const args = ['checkout', '--production', '--storage', 'clickhouse'];
  const server = ['--storage-url', 'clickhouse:9000'];

  test('and said to be untested', async () => {
    const { out } = await run(['export', 'compose', ...args, ...server]);
    assert.match(out, /nothing here was tested with it/);
    const { services } = parse(out) as {
      services: Record<string, Service & { command: string[] }>;
    };
    for (const role of ['collector', 'query']) {
      const config = services[role]?.environment?.['JAEGER_CONFIG'] ?? '';
      const { extensions } = parse(config) as {
        extensions: { jaeger_storage: { backends: { main: object } } };
      };
      assert.deepEqual(extensions.jaeger_storage.backends.main, {
        clickhouse: {
          ...{ addresses: ['clickhouse:9000'], database: 'jaeger', create_schema: true },
          auth: { basic: { username: 'default', password: '' } },
        },
      });
      assert.ok(services[role]?.command.includes('--feature-gates=storage.clickhouse'));
    }
  });

  test('to a server of the user, for a Jaeger that has it', async () => {
    const refused: [words: string[], why: RegExp][] = [
      [['export', 'compose', ...args], /no ClickHouse of its own/],
      [['export', 'compose', ...args, ...server, '--jaeger', '1.57'], /has no storage ClickHouse/],
      [['up', ...args, ...server], /not tested/],
    ];
    for (const [words, why] of refused) {
      const { error } = await run(words);
      assert.equal(error?.exitCode, EXIT.usage);
      assert.match(error.message, why);
    }
  });
});
