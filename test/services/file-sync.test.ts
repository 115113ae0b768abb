import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { expectedSpanCount } from '../../src/model/hierarchy.ts';
import { startStore } from '../../src/redis/start.ts';
import { fileSync } from '../../src/scenarios/file-sync.ts';
import { type BuiltServices, buildForTest } from './built-services.ts';
import { closedPort } from './listener.ts';
import { startReceiver } from './otlp-receiver.ts';
import { treeOf } from './tree-of.ts';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

const REVISIONS = Object.fromEntries(
  Array.from({ length: 15 }, (_, i) => [`notes/${String(i + 1).padStart(2, '0')}.md`, `r${i + 1}`]),
);

describe('one request of /sync', () => {
  for (const { name, path, expected } of fileSync.requests ?? []) {
    test(`${name} leaves the hierarchy that the scenario expects, Redis included`, async () => {
      const store = await startStore({ host: '127.0.0.1', port: 0 });
      await using receiver = await startReceiver();
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      await using gateway = await services.startSync(`127.0.0.1:${store.port}`, env);
      try {
        const answer = await fetch(`${gateway.url}${path}`);
        assert.deepEqual(await answer.json(), { sync: 'ok', files: REVISIONS });
        await receiver.atLeast(expectedSpanCount(expected));
        // Whatever else would come, comes now: of writing the keys, too.
        await Promise.all(gateway.all.map((service) => service.stop()));
        const roots = receiver.spans.filter(({ parentSpanId }) => parentSpanId === '');
        assert.deepEqual(
          roots.map((root) => treeOf(root, receiver.spans)),
          [expected],
        );
        assert.equal(receiver.spans.length, expectedSpanCount(expected), 'nothing beside the tree');
      } finally {
        await store.close();
      }
    });
  }

  test('is refused with 400 for a mode that there is not', async () => {
    await using gateway = await services.start('sync-gateway', { OTEL_TRACES_EXPORTER: 'none' });
    for (const query of ['mode=all', 'mode=', 'mode=batched&mode=batched']) {
      const answer = await fetch(`${gateway.url}/sync?${query}`);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /mode must be one of: one-by-one, batched/);
    }
  });

  test('is answered with 502 and the reason while there is no Redis, and well once it is there', async () => {
    const port = await closedPort();
    await using gateway = await services.startSync(`127.0.0.1:${port}`, {
      OTEL_TRACES_EXPORTER: 'none',
    });
    const answer = await fetch(`${gateway.url}/sync`);
    assert.equal(answer.status, 502);
    assert.match(await answer.text(), /cannot reach Redis at 127\.0\.0\.1:\d+/);
    const store = await startStore({ host: '127.0.0.1', port });
    try {
      const later = await fetch(`${gateway.url}/sync?mode=batched`);
      assert.deepEqual(await later.json(), { sync: 'ok', files: REVISIONS });
    } finally {
      await store.close();
    }
  });
});

describe('the relay refuses to start', () => {
  const wrong: [title: string, env: Record<string, string>, sentence: RegExp][] = [
    ['without a port to relay to', { TARGET: 'redis' }, /^relay: TARGET=redis is not host:port$/m],
    ['with a distance below zero', { ROUND_TRIP_MS: '-1' }, /^relay: ROUND_TRIP_MS=-1 is not a/m],
    ['with a malformed distance', { ROUND_TRIP_MS: 'far' }, /ROUND_TRIP_MS=far is not a number/],
    ['at a malformed port', { PORT: 'x' }, /^relay: PORT=x is not a port number$/m],
  ];
  for (const [title, env, sentence] of wrong)
    test(title, async () => {
      const { code, log } = await services.run('relay', env);
      assert.equal(code, 1);
      assert.match(log, sentence);
      assert.equal(log.trimEnd().split('\n').length, 1, 'one line');
    });
});
