import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dependencies } from '../../src/analysis/dependencies.ts';
import { checkDependencies } from '../../src/analysis/dependency-check.ts';
import type { DependencyGraph } from '../../src/analysis/dependency-graph.ts';
import { namedPeer } from '../../src/analysis/peer-name.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Attributes, Span } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { replay, VERSIONS } from '../jaeger/recordings.ts';
import { call, span, spansOf, traceOf } from '../support/trace-builder.ts';

const edgesOf = ({ edges }: DependencyGraph): string[] =>
  edges.map(({ from, to, count }) => `${from.name} > ${to.name} (${to.type}) ${count}`).sort();
const graph = (roots: Parameters<typeof traceOf>[0]): DependencyGraph =>
  dependencies([traceOf(roots)], { outside: false });

describe('edges', () => {
  const times = { client: [1, 9], server: [2, 8] } as const;
  const cases: [title: string, roots: Parameters<typeof traceOf>[0], edges: string[]][] = [
    [
      'a call, and a call within it',
      [
        span('a', 'r', [0, 10], { kind: 'server' }, [
          call('a', 'b', 'GET /b', times, [
            call('b', 'c', 'GET /c', { client: [3, 7], server: [4, 6] }),
          ]),
        ]),
      ],
      ['a > b (service) 1', 'b > c (service) 1'],
    ],
    [
      'internal spans between caller and callee are looked through',
      [
        span('a', 'r', [0, 10], {}, [
          span('a', 'GET', [1, 9], { kind: 'client' }, [
            span('a', 'retry', [1, 9], {}, [span('b', 'GET /b', [2, 8], { kind: 'server' })]),
          ]),
        ]),
      ],
      ['a > b (service) 1'],
    ],
    [
      'a service that calls itself makes neither an edge nor a virtual node',
      [span('a', 'r', [0, 10], { kind: 'server' }, [call('a', 'a', 'GET /a', times)])],
      [],
    ],
    [
      'a server within a server of its service is one request',
      [
        span('a', 'GET', [0, 9], { kind: 'client' }, [
          span('b', 'outer', [1, 8], { kind: 'server' }, [
            span('b', 'inner', [2, 7], { kind: 'server' }),
          ]),
        ]),
      ],
      ['a > b (service) 1'],
    ],
    [
      'a call without an answer',
      [
        span('a', 'r', [0, 10], { kind: 'server' }, [
          span('a', 'get', [1, 2], { kind: 'client', attributes: { 'db.system.name': 'redis' } }),
        ]),
      ],
      ['a > redis (database) 1'],
    ],
    [
      'a database client that speaks HTTP is one call',
      [
        span('a', 'search', [0, 9], { kind: 'client', attributes: { 'db.system.name': 'es' } }, [
          span('a', 'POST', [1, 8], { kind: 'client', attributes: { 'server.address': 'es-1' } }),
        ]),
      ],
      ['a > es (database) 1'],
    ],
  ];
  for (const [title, roots, edges] of cases) {
    test(title, () => assert.deepEqual(edgesOf(graph(roots)), edges));
  }

  test('a message that is consumed in a trace of its own, by link', () => {
    const sent = spansOf([span('a', 'send', [0, 1], { kind: 'producer' })], 'b'.repeat(32));
    const [consumer] = spansOf([span('c', 'take', [5, 6], { kind: 'consumer' })]);
    const link = { traceId: sent[0]!.traceId, spanId: sent[0]!.spanId, attributes: {} };
    const taken: Span = { ...consumer!, links: [link] };
    const found = dependencies([assembleTrace([taken]), assembleTrace(sent)], { outside: true });
    assert.deepEqual(edgesOf(found), ['a > c (service) 1']);
    assert.equal(found.edges[0]?.kind, 'message');
  });

  test('messages keep the topics that they went by', () => {
    const send = (topic: string, n: number) =>
      traceOf(
        [
          span('shop', 'POST /', [0, 9], { kind: 'server' }, [
            span(
              'shop',
              'send',
              [0, 1],
              { kind: 'producer', attributes: { 'messaging.destination.name': topic } },
              [span('wh', 'take', [5, 6], { kind: 'consumer' })],
            ),
          ]),
        ],
        n.toString(16).padStart(32, '0'),
      );
    const traces = [send('refunds', 1), send('orders', 2), send('orders', 3)];
    const [edge] = dependencies(traces, { outside: false }).edges;
    assert.deepEqual(
      [edge?.count, edge?.topics],
      [
        3,
        [
          { name: 'orders', count: 2 },
          { name: 'refunds', count: 1 },
        ],
      ],
    );
  });

  test('in an incomplete trace a call without a callee proves nothing', () => {
    const spans = spansOf([
      span('a', 'r', [0, 10], {}, [call('a', 'b', 'GET /b', times, [span('b', 'x', [3, 4])])]),
    ]);
    const found = dependencies([assembleTrace(spans.filter(({ name }) => name !== 'GET /b'))], {
      outside: false,
    });
    assert.deepEqual([edgesOf(found), found.incomplete], [[], 1]);
  });

  test('a service that names itself is not a callee, a database of its name is', () => {
    const call = (attributes: Attributes) => {
      const query = span('mysql', 'SELECT', [1, 9], { kind: 'client', attributes });
      const root = span('customer', 'GET /', [0, 10], { kind: 'server' }, [query]);
      return edgesOf(dependencies([traceOf([root])], { outside: false }));
    };
    assert.equal(call({ 'peer.service': 'mysql' }).length, 1);
    assert.equal(call({ 'peer.service': 'mysql', 'server.address': 'db1' }).length, 2);
    assert.equal(call({ 'peer.service': 'mysql', 'db.system.name': 'mysql' }).length, 2);
  });

  test('errors of either side count once, times are those of both sides', () => {
    const roots = [span('a', 'r', [0, 10], {}, [call('a', 'b', 'GET /b', times)])];
    const failed = spansOf(roots).map((one): Span =>
      one.kind === 'server' ? { ...one, status: 'error' } : one,
    );
    const [edge] = dependencies([assembleTrace(failed)], { outside: false }).edges;
    assert.deepEqual([edge?.errors, edge?.callerUs.p50, edge?.calleeUs.p50], [1, 8000, 6000]);
  });
});

test('who sent the requests is a node only when asked for', () => {
  const trace = traceOf([span('user', 'GET /', [0, 1], { kind: 'server' })]);
  assert.deepEqual(dependencies([trace], { outside: false }).edges, []);
  assert.deepEqual(edgesOf(dependencies([trace], { outside: true })), [
    '(outside) > user (service) 1',
  ]);
});

test('a call that names no callee makes no node of the name of its span', () => {
  const found = graph([
    span('driver', 'FindNearest', [0, 30], { kind: 'server' }, [
      span('redis', 'GetDriver', [1, 9], { kind: 'client' }),
      span('driver', 'Notify', [10, 20], { kind: 'client' }),
    ]),
  ]);
  assert.deepEqual(edgesOf(found), ['driver > redis (service) 1']);
  assert.deepEqual(
    found.nodes.map(({ name }) => name),
    ['driver', 'redis'],
  );
});

describe('the name of the callee of a span', () => {
  const cases: [attributes: Attributes, type: string, name: string][] = [
    [{ 'service.peer.name': 'new', 'peer.service': 'old' }, 'virtual', 'new'],
    [{ 'peer.service': 'old', 'server.address': 'x' }, 'virtual', 'old'],
    [{ 'db.system.name': 'redis', 'server.address': 'x' }, 'database', 'redis'],
    [{ 'db.system.name': 'postgresql', 'db.namespace': 'shop' }, 'database', 'postgresql/shop'],
    [{ 'messaging.system': 'kafka', 'messaging.destination.name': 't' }, 'messaging', 'kafka t'],
    [{ 'rpc.system': 'grpc', 'rpc.service': 'Pay' }, 'virtual', 'grpc Pay'],
    [{ 'server.address': 'x', 'server.port': 8080 }, 'virtual', 'x:8080'],
    [{ 'url.full': 'https://me:pw@pay.example:8443/x?y' }, 'virtual', 'pay.example:8443'],
    [{ 'rpc.system.name': 'grpc', 'rpc.method': 'shop.Pay/Charge' }, 'virtual', 'grpc shop.Pay'],
    [{ 'rpc.system.name': 'grpc', 'server.address': 'pay' }, 'virtual', 'pay'],
    [{ 'net.peer.name': 'x', 'net.peer.port': 8080 }, 'virtual', 'x:8080'],
    [{ 'net.peer.name': 'x', 'db.system': 'redis' }, 'database', 'redis'],
    [{ 'net.peer.name': 'x', 'db.system': 'mysql', 'db.name': 'shop' }, 'database', 'mysql'],
    [{ 'peer.hostname': 'x', 'db.type': 'sql', 'db.instance': 'shop' }, 'database', 'sql'],
    [{ 'db.system': 'redis' }, 'database', 'redis'],
  ];
  for (const [attributes, type, name] of cases) {
    test(`${JSON.stringify(attributes)} is ${type} ${name}`, () => {
      const [client] = spansOf([span('a', 'GET', [0, 1], { kind: 'client', attributes })]);
      assert.deepEqual(namedPeer(client!), { type, name });
    });
  }
});

test('four Jaegers: the same graph of the same spans, and every difference from theirs has its reason', async () => {
  const window = {
    fromUs: micros(1_795_334_400_000_000),
    toUs: micros(1_795_341_600_000_000),
  };
  const found = [];
  for (const folder of VERSIONS) {
    await using jaeger = await replay({ folder });
    await using client = createJaegerClient({ url: jaeger.url });
    const traces = await client.traces({ service: 'gateway', ...window, limit: 20 });
    const own = dependencies(traces, { outside: true });
    found.push(own);
    const theirs = await client.dependencies(window);
    const gateway = theirs.filter(({ parent }) => parent === 'gateway');
    const reasons = checkDependencies(own, traces, gateway).map(({ reason }) => reason);
    assert.ok(
      reasons.every((reason) => reason !== 'fewer' && reason !== 'empty'),
      `${folder}: ${reasons.join()}`,
    );
    assert.equal(
      reasons.includes('self-edge'),
      folder.startsWith('jaeger-2.20') || folder.includes('main'),
    );
  }
  for (const other of found.slice(1)) assert.deepEqual(other, found[0]);
  assert.ok((found[0]?.edges.length ?? 0) > 2);
});

test('a Jaeger without a graph of its own is one reason, not a list of errors', () => {
  const trace = traceOf([
    span('a', 'r', [0, 10], {}, [call('a', 'b', 'GET', { client: [1, 9], server: [2, 8] })]),
  ]);
  const found = checkDependencies(dependencies([trace], { outside: false }), [trace], []);
  assert.deepEqual(found, [{ from: 'a', to: 'b', ours: 1, jaeger: 0, reason: 'empty' }]);
});

test('a span without an end counts as a request, and its duration as none', () => {
  const root = span('a', 'r', [0, 100], { kind: 'server' }, [
    call('a', 'b', 'GET /b', { client: [1, 40], server: [5, 35] }),
    call('a', 'b', 'GET /b', { client: [41, 90], server: [45, 85] }),
  ]);
  const withFault = (change: (one: Span) => Span): DependencyGraph => {
    const [, , first] = spansOf([root]);
    const spans = spansOf([root]).map((one) => (one.spanId === first?.spanId ? change(one) : one));
    return dependencies([assembleTrace(spans)], { outside: false });
  };
  const calleeOf = ({ edges: [edge] }: DependencyGraph) => [
    ...[edge?.count, edge?.callerUs.n, edge?.calleeUs.n, edge?.calleeUs.p50],
  ];
  const noEnd = (one: Span): Span => ({ ...one, durationUs: micros(0), endFault: 'no-end' });
  assert.deepEqual(calleeOf(withFault(noEnd)), [2, 2, 1, 40_000]);
  const noStart = (one: Span): Span => ({ ...one, startUs: micros(0) });
  assert.deepEqual(calleeOf(withFault(noStart)), [2, 2, 1, 40_000]);
  const dayAhead = (one: Span): Span => ({
    ...one,
    startUs: micros(one.startUs + 2 * 86_400_000_000),
  });
  assert.deepEqual(calleeOf(withFault(dayAhead)), [2, 2, 2, 30_000]);
});
