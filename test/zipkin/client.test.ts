import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { micros } from '../../src/model/units.ts';
import { createZipkinClient } from '../../src/zipkin/client.ts';
import { searchPath } from '../../src/zipkin/query.ts';
import { spansInAnswer } from '../../src/zipkin/spans.ts';
import { parseBaseUrl } from '../../src/jaeger/base-url.ts';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { closedPorts } from '../services/listener.ts';

const window = { fromUs: micros(1_700_000_000_000_100), toUs: micros(1_700_000_000_001_900) };

const parametersOf = (query: object): Record<string, string> =>
  Object.fromEntries(
    new URLSearchParams(searchPath({ ...window, limit: 10, ...query }).split('?')[1]),
  );

const WINDOW = { endTs: '1700000000002', lookback: '2', limit: '10' };

const SEARCHES: readonly (readonly [what: string, query: object, asked: object])[] = [
  ['a window is whole milliseconds around it', {}, {}],
  [
    'a service and an operation',
    { service: 'a', operation: 'get /' },
    { serviceName: 'a', spanName: 'get /' },
  ],
  ['a minimum', { minDurationUs: 5 }, { minDuration: '5' }],
  ['a minimum of 0 is left out', { minDurationUs: 0 }, {}],
  [
    'a maximum, which Zipkin takes with a minimum only',
    { maxDurationUs: 9 },
    { minDuration: '1', maxDuration: '9' },
  ],
  ['tags', { attributes: { a: '1', b: 'x y' } }, { annotationQuery: 'a=1 and b=x y' }],
  ['a value that reads as two conditions is not asked for', { attributes: { a: '1 and b' } }, {}],
];

for (const [what, query, asked] of SEARCHES)
  test(`a search of Zipkin: ${what}`, () => {
    assert.deepEqual(parametersOf(query), { ...WINDOW, ...asked });
  });

const span = (more: object): object => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  id: 'b7ad6b7169203331',
  name: 'get /',
  timestamp: 1_700_000_000_000_000,
  duration: 100,
  localEndpoint: { serviceName: 'front' },
  ...more,
});

const read = (...spans: readonly object[]) =>
  spansInAnswer(spans, parseBaseUrl('http://localhost:9411'), '/api/v2/traces');

test('a failure is seen by the tag error, by the status, and by the code of HTTP', () => {
  const tags = [
    { error: '' },
    { 'otel.status_code': 'ERROR' },
    { 'http.status_code': '503' },
    { 'http.response.status_code': '500' },
    { 'http.response.status_code': '404' },
    {},
  ];
  assert.deepEqual(
    read(...tags.map((one) => span({ tags: one }))).map(({ status }) => status),
    ['error', 'error', 'error', 'error', 'unset', 'unset'],
  );
});

test('tags that describe the process become those of the process', () => {
  const tags = { 'service.instance.id': '7', 'host.name': 'h', 'http.route': '/' };
  const [first, second] = read(span({ tags }), span({ tags, id: 'b7ad6b7169203332' }));
  assert.deepEqual(first?.resource, {
    service: 'front',
    attributes: { 'host.name': 'h', 'service.instance.id': '7' },
  });
  assert.deepEqual(first.attributes, { 'http.route': '/' });
  assert.strictEqual(second?.resource, first.resource);
});

const sentence = (pattern: RegExp) => (thrown: unknown) =>
  thrown instanceof LabError && pattern.test(thrown.message);

test('what is no Zipkin is said to be none', async () => {
  await using backend = await embeddedBackend();
  await using client = createZipkinClient({ url: backend.query });
  await assert.rejects(client.services(), sentence(/does not have Zipkin's API/));
  const [closed] = await closedPorts(1);
  await using nobody = createZipkinClient({ url: `http://127.0.0.1:${closed}` });
  await assert.rejects(
    nobody.services(),
    sentence(/^cannot reach Zipkin at .*: connection refused/),
  );
  assert.throws(
    () => createZipkinClient({ url: 'zipkin' }),
    (thrown) => thrown instanceof LabError && thrown.exitCode === EXIT.usage,
  );
});

test('a response that is not spans is named', () => {
  assert.throws(
    () => read({ traceId: 1 }),
    sentence(
      /^cannot parse the response of Zipkin at http:\/\/localhost:9411 to \/api\/v2\/traces/,
    ),
  );
});
