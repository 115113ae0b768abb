import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type BuiltServices, type Env, buildForTest } from './built-services.ts';
import { startListener } from './listener.ts';
import { startReceiver } from './otlp-receiver.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

describe('the service is named by', () => {
  const cases: [title: string, env: Env, expected: string][] = [
    ['its own name, when nothing is set', {}, 'validator'],
    ['SERVICE_NAME', { SERVICE_NAME: 'checker' }, 'checker'],
    [
      'OTEL_RESOURCE_ATTRIBUTES before SERVICE_NAME',
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=from-resource', SERVICE_NAME: 'checker' },
      'from-resource',
    ],
    [
      'OTEL_SERVICE_NAME before all of them',
      {
        OTEL_SERVICE_NAME: 'from-otel',
        OTEL_RESOURCE_ATTRIBUTES: 'service.name=from-resource',
        SERVICE_NAME: 'checker',
      },
      'from-otel',
    ],
    [
      'the next of them, when a variable is empty',
      { OTEL_SERVICE_NAME: '', SERVICE_NAME: 'checker' },
      'checker',
    ],
  ];
  for (const [title, env, expected] of cases) {
    test(title, async () => {
      await using receiver = await startReceiver();
      await using validator = await services.start('validator', {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        ...env,
      });
      assert.ok(validator.log().startsWith(`${expected} listens on `), validator.log());
      await fetch(`${validator.url}/validate`);
      const [span] = await receiver.atLeast(1);
      assert.equal(span?.service, expected);
    });
  }
});

test('version and instance of the service are set, each process has its own, and the user’s win', async () => {
  await using receiver = await startReceiver();
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  await using one = await services.start('validator', { ...endpoint, SERVICE_NAME: 'one' });
  await using two = await services.start('validator', { ...endpoint, SERVICE_NAME: 'two' });
  await using own = await services.start('validator', {
    ...endpoint,
    SERVICE_NAME: 'own',
    OTEL_RESOURCE_ATTRIBUTES: 'service.version=9.9.9,service.instance.id=mine,team=blue',
  });
  await Promise.all([one, two, own].map(({ url }) => fetch(`${url}/validate`)));
  const spans = await receiver.atLeast(3);
  const resource = (service: string) => spans.find((span) => span.service === service)?.resource;
  assert.match(resource('one')?.['service.version'] ?? '', /^\d+\.\d+\.\d+/);
  assert.match(resource('one')?.['service.instance.id'] ?? '', /^[0-9a-f-]{36}$/);
  assert.notEqual(
    resource('one')?.['service.instance.id'],
    resource('two')?.['service.instance.id'],
  );
  assert.equal(resource('own')?.['service.version'], '9.9.9');
  assert.equal(resource('own')?.['service.instance.id'], 'mine');
  assert.equal(resource('own')?.['team'], 'blue');
});

describe('the start line says in one line', () => {
  const cases: [title: string, env: Env, expected: string][] = [
    [
      'the defaults',
      {},
      'traces to http://localhost:4317 (OTLP grpc), sampler parentbased_always_on',
    ],
    [
      'another endpoint and a sampler with its ratio',
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger:4317',
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      },
      'traces to http://jaeger:4317 (OTLP grpc), sampler parentbased_traceidratio 0.25',
    ],
    [
      'the endpoint for traces before the one for everything',
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other:4317',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://jaeger:4317',
      },
      'traces to http://jaeger:4317 (OTLP grpc), sampler parentbased_always_on',
    ],
    [
      'that there are no traces',
      { OTEL_TRACES_EXPORTER: 'none' },
      'no traces (OTEL_TRACES_EXPORTER=none)',
    ],
    ['that the SDK is off', { OTEL_SDK_DISABLED: 'true' }, 'no traces (OTEL_SDK_DISABLED=true)'],
    [
      'that the endpoint is not a URL',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://' },
      'no traces (OTLP endpoint http:// is not a URL)',
    ],
  ];
  for (const [title, env, expected] of cases) {
    test(title, async () => {
      await using validator = await services.start('validator', env);
      assert.equal(validator.log(), `validator listens on ${validator.url}; ${expected}\n`);
    });
  }

  test('the sampler that is in force, after a line about the one that does not exist', async () => {
    await using validator = await services.start('validator', { OTEL_TRACES_SAMPLER: 'sometimes' });
    assert.deepEqual(
      validator.lines(/\S/).map((line) => line.replace(/.*; /, '')),
      [
        'tracing: unknown OTEL_TRACES_SAMPLER value "sometimes", using default',
        'traces to http://localhost:4317 (OTLP grpc), sampler parentbased_always_on',
      ],
    );
  });
});

describe('nothing is sent and no trace is named, but the caller’s context is passed on', () => {
  for (const env of [{ OTEL_TRACES_EXPORTER: 'none' }, { OTEL_SDK_DISABLED: 'true' }]) {
    test(`with ${Object.entries(env).join().replace(',', '=')}`, async () => {
      await using receiver = await startReceiver();
      await using listener = await startListener();
      await using gateway = await services.start('gateway', {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        VALIDATOR_URL: listener.url,
        ENRICHER_URL: listener.url,
        ...env,
      });
      const answer = await fetch(`${gateway.url}/process`, {
        headers: { traceparent: TRACEPARENT },
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('traceresponse'), null);
      assert.deepEqual(
        listener.heard.map(({ headers }) => headers['traceparent']),
        [TRACEPARENT, TRACEPARENT],
      );
      await gateway.stop();
      assert.deepEqual(receiver.spans, []);
    });
  }
});

test('OTEL_PROPAGATORS chooses the headers', async () => {
  await using listener = await startListener();
  await using gateway = await services.start('gateway', {
    OTEL_PROPAGATORS: 'b3',
    VALIDATOR_URL: listener.url,
    ENRICHER_URL: listener.url,
  });
  await fetch(`${gateway.url}/process`);
  assert.equal(listener.heard.length, 2);
  for (const { headers } of listener.heard) {
    assert.match(String(headers['b3']), /^[0-9a-f]{32}-/);
    assert.equal(headers['traceparent'], undefined);
  }
});

test('OTEL_NODE_ENABLED_INSTRUMENTATIONS switches others on and the usual ones off', async () => {
  await using receiver = await startReceiver();
  await using gateway = await services.start('gateway', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express,router',
  });
  await fetch(`${gateway.url}/process`);
  await gateway.stop();
  const scopes = new Set(receiver.spans.map(({ scope }) => scope));
  assert.deepEqual([...scopes].sort(), [
    '@opentelemetry/instrumentation-http',
    '@opentelemetry/instrumentation-router',
  ]);
});

describe('what the bundle loads only on demand', () => {
  test('spans go to the console', async () => {
    await using validator = await services.start('validator', { OTEL_TRACES_EXPORTER: 'console' });
    await fetch(`${validator.url}/validate`);
    await validator.stop();
    assert.match(validator.log(), /name: 'GET \/validate'/);
    assert.match(validator.log(), /traces to console, sampler parentbased_always_on/);
  });

  const cases: [title: string, env: (url: string) => Env, path: string][] = [
    [
      'spans leave by OTLP over HTTP',
      (url) => ({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_ENDPOINT: url }),
      '/v1/traces',
    ],
    [
      'spans leave for Zipkin',
      (url) => ({
        OTEL_TRACES_EXPORTER: 'zipkin',
        OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${url}/api/v2/spans`,
      }),
      '/api/v2/spans',
    ],
    [
      'metrics leave by OTLP over HTTP',
      (url) => ({
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
      }),
      '/v1/metrics',
    ],
  ];
  for (const [title, env, path] of cases) {
    test(title, async () => {
      await using listener = await startListener();
      await using validator = await services.start('validator', env(listener.url));
      await fetch(`${validator.url}/validate`);
      await validator.stop();
      assert.deepEqual([...new Set(listener.heard.map(({ url }) => url))], [path], validator.log());
    });
  }
});

test('OTEL_LOG_LEVEL=debug shows what the SDK does', async () => {
  await using validator = await services.start('validator', { OTEL_LOG_LEVEL: 'debug' });
  await fetch(`${validator.url}/validate`);
  assert.match(validator.log(), /instrumentation-http.*incomingRequest/);
});
