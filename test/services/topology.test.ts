import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type Call, draw, type Endpoint } from '../../services/topology/endpoints.ts';
import { startStore } from '../../src/redis/start.ts';
import { startServer } from '../load/real-server.ts';
import { type BuiltServices, buildForTest, type Service } from './built-services.ts';
import { closedPort } from './listener.ts';
import { type ReceivedSpan, type Receiver, startReceiver } from './otlp-receiver.ts';
import { treeOf } from './tree-of.ts';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

const endpoint = (part: Partial<Endpoint>): Endpoint => ({
  method: 'GET',
  path: '/x',
  latency: { kind: 'fixed', ms: 0 },
  errors: 0,
  steps: [],
  ...part,
});

const start = (
  name: string,
  { url }: Receiver,
  parts: Partial<Endpoint>[],
  env: Readonly<Record<string, string>> = {},
): Promise<Service> =>
  services.start('topology', {
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    TOPOLOGY: JSON.stringify(parts.map(endpoint)),
    ...env,
  });

const serversOf = (spans: readonly ReceivedSpan[], service: string): ReceivedSpan[] =>
  spans.filter((span) => span.service === service && span.kind === 'server');

describe('the service of a topology', () => {
  test('makes its calls, each as often as it says, and names its spans by route', async () => {
    await using receiver = await startReceiver();
    await using leaf = await start('leaf', receiver, [{}, { method: 'POST', path: '/y' }]);
    const x = { method: 'GET', url: `${leaf.url}/x`, times: 2 } as const;
    const y = { method: 'POST', url: `${leaf.url}/y`, times: 3 } as const;
    const steps = [
      { parallel: false, calls: [x] },
      { parallel: true, calls: [x, y] },
    ];
    await using root = await start('root', receiver, [{ path: '/go', steps }]);
    const answer = await fetch(`${root.url}/go`);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { root: 'ok' });
    const spans = await receiver.atLeast(15);
    assert.deepEqual(
      serversOf(spans, 'leaf')
        .map(({ name }) => name)
        .sort(),
      [...Array<string>(4).fill('GET /x'), ...Array<string>(3).fill('POST /y')],
    );
    assert.equal(serversOf(spans, 'root')[0]?.name, 'GET /go');
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
  });

  test('makes calls side by side where the topology says so, and else one after the other', async () => {
    await using receiver = await startReceiver();
    const waiting: ServerResponse[] = [];
    let most = 0;
    await using leaf = await startServer(({ url }, response) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      // Together they are answered only when all four are there, so that nothing else would ever be.
      if (url === '/after' || waiting.length === 4)
        for (const held of waiting.splice(0)) held.end('{}');
    });
    const calls = (path: string) =>
      [{ method: 'GET', url: `${leaf.url}${path}`, times: 4 }] as const;
    await using root = await start('root', receiver, [
      { path: '/beside', steps: [{ parallel: true, calls: calls('beside') }] },
      { path: '/after', steps: [{ parallel: false, calls: calls('after') }] },
    ]);
    assert.equal((await fetch(`${root.url}/after`)).status, 200);
    assert.equal(most, 1);
    assert.equal((await fetch(`${root.url}/beside`)).status, 200);
    assert.equal(most, 4);
  });

  test('answers 500 by its error rate without making its calls, and its caller 502', async () => {
    await using receiver = await startReceiver();
    await using leaf = await start('leaf', receiver, [{}]);
    const call = (url: string) => ({
      parallel: false,
      calls: [{ method: 'GET', url, times: 1 } as const],
    });
    await using bad = await start('bad', receiver, [{ errors: 1, steps: [call(`${leaf.url}/x`)] }]);
    await using root = await start('root', receiver, [
      { steps: [call(`${bad.url}/x`), call(`${leaf.url}/x`)] },
    ]);
    const answer = await fetch(`${root.url}/x`);
    assert.equal(answer.status, 502);
    assert.match(((await answer.json()) as { reason: string }).reason, /status 500 .*error rate/);
    await receiver.atLeast(3);
    for (const service of [root, bad, leaf]) await service.stop();
    assert.equal(receiver.spans.length, 3, 'the leaf was not asked');
    assert.ok(receiver.spans.every(({ isError }) => isError));
  });

  test('asks Redis: a client span for each question, below the one who asks', async () => {
    await using receiver = await startReceiver();
    const store = await startStore({ host: '127.0.0.1', port: 0 });
    const ask = (redis: string, keys: string[], times: number) => ({ redis, keys, times }) as Call;
    const steps = [
      { parallel: false, calls: [ask('mset', ['a', 'b'], 1), ask('set', ['c'], 1)] },
      { parallel: false, calls: [ask('get', ['a'], 3)] },
      { parallel: true, calls: [ask('mget', ['a', 'b'], 2), ask('del', ['a', 'b'], 1)] },
    ];
    await using asker = await start('asker', receiver, [{ steps }], {
      REDIS_URL: `redis://127.0.0.1:${store.port}`,
    });
    try {
      assert.equal((await fetch(`${asker.url}/x`)).status, 200);
      await receiver.atLeast(9);
      await asker.stop();
      const [root, ...others] = serversOf(receiver.spans, 'asker');
      assert.ok(root);
      assert.equal(others.length, 0);
      const questions = ['mset', 'set', 'get', 'get', 'get', 'mget', 'mget', 'del'];
      assert.deepEqual(
        treeOf(root, receiver.spans)
          .children.map(({ name }) => name)
          .sort(),
        [...questions.sort()],
      );
      assert.equal(receiver.spans.length, 9, 'nothing of connecting');
    } finally {
      await store.close();
    }
  });

  test('answers 502 and why while there is no Redis, and well once it is there', async () => {
    const port = await closedPort();
    await using asker = await services.start('topology', {
      OTEL_TRACES_EXPORTER: 'none',
      REDIS_URL: `redis://127.0.0.1:${port}`,
      TOPOLOGY: JSON.stringify([
        endpoint({
          steps: [{ parallel: false, calls: [{ redis: 'get', keys: ['a'], times: 1 }] }],
        }),
        endpoint({ path: '/alone' }),
      ]),
    });
    const answer = await fetch(`${asker.url}/x`);
    assert.equal(answer.status, 502);
    assert.match(await answer.text(), /cannot reach Redis at 127\.0\.0\.1:\d+/);
    assert.equal((await fetch(`${asker.url}/alone`)).status, 200);
    const store = await startStore({ host: '127.0.0.1', port });
    try {
      assert.equal((await fetch(`${asker.url}/x`)).status, 200);
    } finally {
      await store.close();
    }
  });

  test('suffers the faults of the lab as every service does', async () => {
    await using receiver = await startReceiver();
    await using leaf = await start('leaf', receiver, [{}], { LAB_FAULTS: '1' });
    const failing = await fetch(`${leaf.url}/x`, { headers: { baggage: 'lab.fault=leaf:error' } });
    assert.equal(failing.status, 500);
    assert.equal((await fetch(`${leaf.url}/x`)).status, 200);
  });
});

describe('a latency', () => {
  const cases: [title: string, latency: Endpoint['latency'], mean: number, least: number][] = [
    ['fixed', { kind: 'fixed', ms: 7 }, 7, 7],
    ['uniform', { kind: 'uniform', fromMs: 10, toMs: 30 }, 20, 10],
    ['normal', { kind: 'normal', meanMs: 50, deviationMs: 5 }, 50, 0],
    ['exponential', { kind: 'exponential', meanMs: 20 }, 20, 0],
  ];
  for (const [title, latency, mean, least] of cases) {
    test(`${title}: keeps its bounds, and its mean over many requests`, () => {
      const drawn = Array.from({ length: 20_000 }, () => draw(latency));
      assert.ok(drawn.every((ms) => Number.isFinite(ms) && ms >= least));
      // Ten standard errors of the widest of them, the exponential one.
      const found = drawn.reduce((a, b) => a + b, 0) / drawn.length;
      assert.ok(Math.abs(found - mean) < 1.5, `${found}`);
    });
  }

  test('normal is cut off below zero', () => {
    const latency = { kind: 'normal', meanMs: 0, deviationMs: 10 } as const;
    const drawn = Array.from({ length: 1_000 }, () => draw(latency));
    assert.ok(drawn.every((ms) => ms >= 0));
    assert.ok(drawn.some((ms) => ms === 0) && drawn.some((ms) => ms > 0));
  });
});
