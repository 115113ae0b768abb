import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import type { TraceQuery } from '../../src/jaeger/query.ts';
import type { Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { readRecording, replay, type Version, VERSIONS } from './recordings.ts';

const WINDOW = {
  fromUs: micros(1_795_334_400_000_000),
  toUs: micros(1_795_341_600_000_000),
  limit: 20,
};
const FAILED = { ...WINDOW, service: 'payment', attributes: { error: 'true' } };
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';

const ids = (traces: readonly Trace[]): string[] =>
  traces.map(({ traceId }) => `${traceId[0]}${traceId.at(-1)}`);
const paths = (asked: readonly string[]): string[] => asked.map((path) => path.split('?', 1)[0]!);

/** A search by v3 that a Jaeger which only knows one spelling understands. */
const spelled = (asked: readonly string[], spelling: RegExp): string[] =>
  [...new URL(asked[0]!, 'http://jaeger').searchParams.keys()].filter((key) => spelling.test(key));

const GATEWAY = ['0c', '0d', '0e', '3c', '4c'];
const queries: [title: string, query: TraceQuery, found: string[]][] = [
  ['of a service', { ...WINDOW, service: 'gateway' }, GATEWAY],
  [
    'of an operation',
    { ...WINDOW, service: 'gateway', operation: 'GET /process' },
    ['0c', '0d', '0e'],
  ],
  [
    'that took long enough',
    { ...WINDOW, service: 'gateway', minDurationUs: micros(500_000) },
    ['0c', '0d'],
  ],
  ['with tags', FAILED, ['1c']],
];

for (const version of VERSIONS) {
  describe(`searching ${version} finds traces`, () => {
    for (const [title, query, found] of queries) {
      test(title, async () => {
        await using jaeger = await replay({ folder: version });
        const client = createJaegerClient({ url: jaeger.url });
        assert.deepEqual(ids(await client.traces(query)), found);
      });
    }
  });

  describe(`an empty ${version}`, () => {
    for (const [title, query] of queries) {
      test(`has no traces ${title}`, async () => {
        await using jaeger = await replay({
          folder: `${version}/empty`,
          override: (path) => (path === '/api/v3/traces' ? complaintOf(version) : undefined),
        });
        assert.deepEqual(await createJaegerClient({ url: jaeger.url }).traces(query), []);
      });
    }

    test('has no services', async () => {
      await using jaeger = await replay({ folder: `${version}/empty` });
      assert.deepEqual(await createJaegerClient({ url: jaeger.url }).services(), []);
      await using legacy = await replay({ folder: `${version}/empty`, without: '/api/v3/' });
      if (version !== 'jaeger-main-2026-08') {
        assert.deepEqual(await createJaegerClient({ url: legacy.url }).services(), []);
      }
    });
  });
}

const complaintOf = (version: Version) => readRecording(`${version}/search-v3-no-times.json`);

describe('by tags', () => {
  const routesOf: [version: Version, routes: string[]][] = [
    ['jaeger-1.57', ['/api/v3/traces', '/api/traces']],
    ['jaeger-2.0-rc', ['/api/v3/traces', '/api/traces']],
    ['jaeger-2.20', ['/api/v3/traces', '/api/v3/traces']],
    ['jaeger-main-2026-08', ['/api/v3/traces', '/api/v3/traces']],
  ];
  for (const [version, routes] of routesOf) {
    test(`${version} is asked by the route that heeds them, found out once`, async () => {
      await using jaeger = await replay({ folder: version });
      const client = createJaegerClient({ url: jaeger.url });
      await client.traces(FAILED);
      await client.traces(FAILED);
      assert.deepEqual(paths(jaeger.asked), [...routes, routes[1]]);
    });
  }

  test('a Jaeger whose v3 ignores them and that has no legacy search refuses in a sentence', async () => {
    await using jaeger = await replay({ folder: 'jaeger-1.57', without: '/api/traces' });
    await assert.rejects(
      createJaegerClient({ url: jaeger.url }).traces(FAILED),
      (thrown: unknown) => {
        assert.ok(thrown instanceof LabError);
        assert.equal(thrown.exitCode, EXIT.notReady);
        assert.equal(
          thrown.message,
          `Jaeger at ${jaeger.url} cannot search by tags: its API would ignore them`,
        );
        return true;
      },
    );
  });

  test('a Jaeger without v3 is searched by the legacy route', async () => {
    await using jaeger = await replay({ folder: 'jaeger-1.57', without: '/api/v3/' });
    assert.deepEqual(ids(await createJaegerClient({ url: jaeger.url }).traces(FAILED)), ['1c']);
  });

  test('times that a legacy search shifted are read again as they were stored', async () => {
    const shifted = readRecording('jaeger-2.0-rc/trace-legacy-skew.json');
    await using jaeger = await replay({
      folder: 'jaeger-2.0-rc',
      override: (path) => (path.startsWith('/api/traces?') ? shifted : undefined),
    });
    const [trace] = await createJaegerClient({ url: jaeger.url }).traces(FAILED);
    const early = trace?.spans.find(({ name }) => name === 'GET /validate');
    assert.equal(early?.startUs, 1_795_338_007_950_000);
  });

  test('the question which route it is gets asked again after it failed', async () => {
    let failures = 1;
    await using jaeger = await replay({
      folder: 'jaeger-2.20',
      override: (path) =>
        path === '/api/v3/traces' && failures-- > 0 ? { status: 503, body: '' } : undefined,
    });
    const client = createJaegerClient({ url: jaeger.url });
    await assert.rejects(client.traces(FAILED), LabError);
    assert.deepEqual(ids(await client.traces(FAILED)), ['1c']);
  });
});

describe('without a service', () => {
  test('a new v3 is asked once', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20', override: noLimitOnRecord });
    const traces = await createJaegerClient({ url: jaeger.url }).traces(WINDOW);
    assert.deepEqual(ids(traces), ['0c', '0d', '0e', '1c', '2c', '3c', '4c']);
    assert.deepEqual(paths(jaeger.asked), ['/api/v3/traces', '/api/v3/traces']);
  });

  test('an old one, which would find nothing, is asked for each service; a trace of two is one', async () => {
    const known = { status: 200, body: { services: ['gateway', 'payment', 'nobody'] } };
    await using jaeger = await replay({
      folder: 'jaeger-1.57',
      override: (path) => (path === '/api/v3/services' ? known : undefined),
    });
    const client = createJaegerClient({ url: jaeger.url });
    // Only the tag search of payment was recorded, so payment answers to the plain one as it did to that.
    assert.deepEqual(ids(await client.traces(WINDOW)), [...GATEWAY.slice(0, 3), '1c', '3c', '4c']);
  });

  /** That search was recorded without a limit. */
  function noLimitOnRecord(path: string) {
    const recording = readRecording('jaeger-2.20/search-v3-no-service.json');
    return path.includes('?') && !path.includes('service') ? recording : undefined;
  }
});

describe('what is asked for', () => {
  test('every condition goes out in both spellings of v3', async () => {
    await using jaeger = await replay({ folder: 'jaeger-1.57' });
    const client = createJaegerClient({ url: jaeger.url });
    const query = {
      ...WINDOW,
      service: 'a b',
      operation: 'GET /x?y=1&z',
      minDurationUs: micros(1),
      maxDurationUs: micros(2_500_000),
    };
    await assert.rejects(client.traces(query), /599/);
    assert.equal(spelled(jaeger.asked, /^query\.[a-z]+([A-Z][a-z]+)+$/).length, 8);
    assert.equal(spelled(jaeger.asked, /^query\.[a-z]+(_[a-z]+)+$/).length, 8);
    const { searchParams } = new URL(jaeger.asked[0]!, 'http://jaeger');
    assert.deepEqual(
      [
        'serviceName',
        'operation_name',
        'startTimeMin',
        'num_traces',
        'duration_min',
        'durationMax',
      ].map((name) => searchParams.get(`query.${name}`)),
      ['a b', 'GET /x?y=1&z', '2026-11-22T08:00:00.000000Z', '20', '1us', '2500000us'],
    );
  });

  test('microseconds of the window are kept, and without a duration there is no condition', async () => {
    await using jaeger = await replay({ folder: 'jaeger-1.57' });
    const client = createJaegerClient({ url: jaeger.url });
    const fromUs = micros(1_795_334_400_000_001);
    await assert.rejects(
      client.traces({ ...WINDOW, service: 's', fromUs, minDurationUs: micros(0) }),
      /599/,
    );
    const { searchParams } = new URL(jaeger.asked[0]!, 'http://jaeger');
    assert.equal(searchParams.get('query.startTimeMin'), '2026-11-22T08:00:00.000001Z');
    assert.equal(searchParams.get('query.durationMin'), null);
  });

  test('a window without an inside is not asked for', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    const client = createJaegerClient({ url: jaeger.url });
    assert.deepEqual(await client.traces({ ...WINDOW, service: 's', toUs: WINDOW.fromUs }), []);
    assert.deepEqual(jaeger.asked, []);
  });

  test('of more traces than were asked for, the newest are kept', async () => {
    const all = readRecording('jaeger-2.20/search-v3.json');
    await using jaeger = await replay({ folder: 'jaeger-2.20', override: () => all });
    const client = createJaegerClient({ url: jaeger.url });
    assert.deepEqual(ids(await client.traces({ ...WINDOW, service: 'gateway', limit: 2 })), [
      '3c',
      '4c',
    ]);
  });

  test('a limit above what the store holds is refused with its own words, and a way out', async () => {
    const message = 'search depth must be greater than 0 and less than max traces';
    await using jaeger = await replay({
      folder: 'jaeger-2.20',
      override: () => ({ status: 500, body: { error: { httpCode: 500, message } } }),
    });
    const client = createJaegerClient({ url: jaeger.url });
    await assert.rejects(client.traces({ ...WINDOW, service: 's' }), (thrown: unknown) => {
      assert.ok(thrown instanceof LabError);
      assert.ok(thrown.message.endsWith(`/api/v3/traces (500: ${message})`), thrown.message);
      assert.match(thrown.hint ?? '', /--limit/);
      return true;
    });
  });
});

test('where a store refuses so large a limit, everything is read in smaller pages', async () => {
  const all = readRecording('jaeger-2.20/search-v3.json');
  const message = 'search depth must be greater than 0 and less than max traces';
  const limitIn = (path: string): number =>
    Number(new URL(path, 'http://jaeger').searchParams.get('query.searchDepth'));
  await using jaeger = await replay({
    folder: 'jaeger-2.20',
    override: (path) =>
      limitIn(path) > 50 ? { status: 500, body: { error: { httpCode: 500, message } } } : all,
  });
  const client = createJaegerClient({ url: jaeger.url });
  const taken: Trace[] = [];
  const { limit: _, ...window } = WINDOW;
  const { pageSize, cutAt } = await client.allTraces({ ...window, service: 'gateway' }, (page) =>
    taken.push(...page),
  );
  assert.deepEqual(ids(taken), GATEWAY);
  assert.deepEqual({ pageSize, cutAt }, { pageSize: 125, cutAt: [] });
  assert.deepEqual(jaeger.asked.map(limitIn), [250, 125, 63, 32]);
});

test('the trace of the failed payment is found whole', async () => {
  await using jaeger = await replay({ folder: 'jaeger-1.57' });
  const [trace] = await createJaegerClient({ url: jaeger.url }).traces(FAILED);
  assert.equal(trace?.traceId, CHECKOUT);
  assert.equal(trace.spans.length, 7);
});
