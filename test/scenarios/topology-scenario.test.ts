import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { calledBy } from '../../src/model/called-by.ts';
import { type ExpectedSpan, expectedSpanCount } from '../../src/model/hierarchy.ts';
import { expectedFor } from '../../src/scenarios/expected-for.ts';
import { parseTopology } from '../../src/scenarios/topology-file.ts';
import { scenarioOf } from '../../src/scenarios/topology-scenario.ts';
import { starterTopology } from '../../src/scenarios/topology-starter.ts';

const scenarioIn = (text: string) => scenarioOf(parseTopology(text, 't.yaml', 't'));

const server = (service: string, name: string, children: ExpectedSpan[] = []): ExpectedSpan => ({
  service,
  name,
  kind: 'server',
  children,
});
const client = (service: string, name: string, child: ExpectedSpan): ExpectedSpan => ({
  service,
  name,
  kind: 'client',
  children: [child],
});

describe('a topology as a scenario', () => {
  const scenario = scenarioIn(`
about: two ways in
services:
  shop:
    GET /list:
      latency: &slow { uniform: { from: 5ms, to: 20ms } }
      calls: [stock GET /level, { parallel: [{ call: price GET /price, times: 2 }] }]
    POST /buy: { latency: *slow, errors: 0.5, calls: [stock GET /level] }
  stock: { GET /level: }
  price: { GET /price: { latency: { normal: { mean: 1ms, deviation: 0 } } } }
requests:
  look: { to: shop GET /list, weight: 3 }
  buy: shop POST /buy
`);
  const level = client('shop', 'GET', server('stock', 'GET /level'));
  const price = client('shop', 'GET', server('price', 'GET /price'));
  const look = server('shop', 'GET /list', [level, price, price]);
  const buy = server('shop', 'POST /buy', [level]);

  test('has the first request as its entry, and all of them by weight', () => {
    assert.deepEqual(scenario.entry, {
      component: 'shop',
      port: 'http',
      method: 'GET',
      path: '/list',
    });
    assert.deepEqual(scenario.expected, look);
    assert.deepEqual(scenario.requests, [
      { name: 'look', component: 'shop', method: 'GET', path: '/list', weight: 3, expected: look },
      { name: 'buy', component: 'shop', method: 'POST', path: '/buy', weight: 1, expected: buy },
    ]);
    assert.equal(scenario.mayFail, true);
  });

  test('gives the trace of each request by its name', () => {
    assert.deepEqual(expectedFor(scenario, 'buy'), buy);
    assert.deepEqual(expectedFor(scenario, undefined), look);
  });

  test('gives each service its own part, by value', () => {
    const [shop] = scenario.components;
    assert.deepEqual(shop?.ports, [{ name: 'http', port: 5300, published: 5300 }]);
    assert.deepEqual(shop.program, { kind: 'service', service: 'topology' });
    const env = shop.env((component, port) => `${component}.${port}:1`);
    assert.equal(env['OTEL_SERVICE_NAME'], 'shop');
    const latency = { kind: 'uniform', fromMs: 5, toMs: 20 };
    const stock = { method: 'GET', url: 'http://stock.http:1/level', times: 1 };
    const price = { method: 'GET', url: 'http://price.http:1/price', times: 2 };
    assert.deepEqual(JSON.parse(env['TOPOLOGY'] ?? ''), [
      {
        method: 'GET',
        path: '/list',
        latency,
        errors: 0,
        steps: [
          { parallel: false, calls: [stock] },
          { parallel: true, calls: [price] },
        ],
      },
      {
        method: 'POST',
        path: '/buy',
        latency,
        errors: 0.5,
        steps: [{ parallel: false, calls: [stock] }],
      },
    ]);
  });
});

describe('a topology that asks Redis', () => {
  const calls = `
services:
  shop:
    GET /cart:
      calls: [{ redis: get cart, times: 3 }, { parallel: [cart GET /size, redis: MGET cart stock] }]
  cart: { GET /size: }
requests: { look: shop GET /cart }
`;
  const direct = scenarioIn(calls);
  const far = scenarioIn(`redis: { latency: 20ms }${calls}`);
  const address = (component: string, port: string) => `${component}.${port}:1`;
  const envOf = (scenario: typeof direct, service: string) =>
    scenario.components.find(({ name }) => name === service)?.env(address);

  test('expects a client span for each question, with nothing below it', () => {
    const question = (name: string): ExpectedSpan => ({
      service: 'shop',
      name,
      kind: 'client',
      children: [],
    });
    const size = client('shop', 'GET', server('cart', 'GET /size'));
    const get = question('get');
    assert.deepEqual(
      direct.expected,
      server('shop', 'GET /cart', [get, get, get, size, question('mget')]),
    );
    assert.deepEqual(far.expected, direct.expected);
  });

  test('has a Redis, which only the services know that ask it', () => {
    assert.deepEqual(
      direct.components.map(({ name, program }) => [name, program.kind]),
      [
        ['redis', 'redis'],
        ['shop', 'service'],
        ['cart', 'service'],
      ],
    );
    assert.deepEqual(direct.redis, { roundTripMs: 0 });
    assert.equal(envOf(direct, 'shop')?.['REDIS_URL'], 'redis://redis.redis:1');
    assert.equal(envOf(direct, 'cart')?.['REDIS_URL'], undefined);
    const [{ steps }] = JSON.parse(envOf(direct, 'shop')?.['TOPOLOGY'] ?? '') as [
      { steps: { calls: unknown[] }[] },
    ];
    assert.deepEqual(
      steps.flatMap((step) => step.calls),
      [
        { redis: 'get', keys: ['cart'], times: 3 },
        { method: 'GET', url: 'http://cart.http:1/size', times: 1 },
        { redis: 'mget', keys: ['cart', 'stock'], times: 1 },
      ],
    );
  });

  test('puts it behind a relay where it is to be far away', () => {
    assert.deepEqual(
      far.components.map(({ name }) => name),
      ['redis', 'redis-relay', 'shop', 'cart'],
    );
    assert.deepEqual(far.redis, { roundTripMs: 20 });
    assert.equal(envOf(far, 'shop')?.['REDIS_URL'], 'redis://redis-relay.redis:1');
    assert.deepEqual(envOf(far, 'redis-relay'), {
      PORT: '1',
      TARGET: 'redis.redis:1',
      ROUND_TRIP_MS: '20',
    });
  });

  test('without a Redis call there is none', () => {
    const none = scenarioIn('services: { a: { GET /x: } }\nrequests: { go: a GET /x }');
    assert.equal(none.redis, undefined);
    assert.deepEqual(
      none.components.map(({ name }) => name),
      ['a'],
    );
  });
});

test('the examples of the documentation can be brought up', async () => {
  const page = await readFile('docs/topology.md', 'utf8');
  const examples = Array.from(page.matchAll(/```yaml\n(.*?)```/gs), ([, text = '']) => text);
  const found = examples.map((text) => scenarioIn(text));
  assert.deepEqual(
    found.map(({ name, components, redis }) => [name, components.length, redis?.roundTripMs]),
    [
      ['shop', 5, undefined],
      ['carts', 4, 20],
    ],
  );
});

test('what scenario new writes can be brought up as it is', () => {
  const scenario = scenarioIn(starterTopology);
  assert.deepEqual(
    scenario.requests?.map(({ name, expected }) => [name, expectedSpanCount(expected)]),
    [
      ['browse', 11],
      ['buy', 7],
    ],
  );
});

test('what scenario new has commented out about Redis can be put in', () => {
  const uncommented = starterTopology.replaceAll(/^( *)# (?=(?:redis|calls):)/gm, '$1');
  assert.notEqual(uncommented, starterTopology);
  assert.deepEqual(scenarioIn(uncommented).redis, { roundTripMs: 20 });
});

/** Services that call some of those after them: no circle. */
const edges = fc
  .uniqueArray(fc.tuple(fc.nat(7), fc.nat(7)), { selector: ([a, b]) => `${a} ${b}`, maxLength: 12 })
  .map((pairs) => pairs.filter(([a, b]) => a < b));

test('the calls of the file, and no others, are those of the hierarchy', () => {
  fc.assert(
    fc.property(edges, (pairs) => {
      const services = Array.from({ length: 8 }, (_, i) => {
        const calls = pairs.filter(([a]) => a === i).map(([, b]) => `s${b} GET /x`);
        return `  s${i}: { GET /x: { calls: [${calls.join(', ')}] } }\n`;
      });
      const requests = services.map((_, i) => `  r${i}: s${i} GET /x\n`);
      const scenario = scenarioIn(`services:\n${services.join('')}requests:\n${requests.join('')}`);
      const found = calledBy(scenario.requests?.map(({ expected }) => expected) ?? []);
      assert.deepEqual(
        found.map(({ from, to }) => `${from} ${to}`),
        pairs.map(([a, b]) => `s${a} s${b}`).sort(),
      );
    }),
  );
});

const question = fc.record({
  command: fc.constantFrom('get', 'set', 'mget', 'mset', 'del'),
  times: fc.integer({ min: 1, max: 40 }),
  isParallel: fc.boolean(),
});

test('each question to Redis, as often as it is asked, is one span of the hierarchy and nothing else is', () => {
  fc.assert(
    fc.property(fc.array(question, { maxLength: 20 }), (questions) => {
      const calls = questions.map(({ command, times, isParallel }) => {
        const call = `{ redis: ${command} k, times: ${times} }`;
        return isParallel ? `{ parallel: [${call}] }` : call;
      });
      const scenario = scenarioIn(
        `services: { a: { GET /x: { calls: [${calls.join(', ')}] } } }\nrequests: { go: a GET /x }`,
      );
      const asked = questions.flatMap(({ command, times }) => Array<string>(times).fill(command));
      assert.deepEqual(
        scenario.expected.children.map(({ name, kind, children }) => [name, kind, children.length]),
        asked.map((command) => [command, 'client', 0]),
      );
      assert.equal(scenario.redis !== undefined, questions.length > 0);
      assert.equal(expectedSpanCount(scenario.expected), 1 + asked.length);
    }),
  );
});
