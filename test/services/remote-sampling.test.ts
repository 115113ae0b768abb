import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BuiltServices, type Service, buildForTest } from './built-services.ts';
import { closedPort, startListener } from './listener.ts';
import { startReceiver } from './otlp-receiver.ts';

let services: BuiltServices;
before(async () => {
  services = await buildForTest();
});
after(() => services[Symbol.asyncDispose]());

const asking = (url: string, initial = 1) => ({
  OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
  OTEL_TRACES_SAMPLER_ARG: `endpoint=${url}/sampling,pollingIntervalMs=50,initialSamplingRate=${initial}`,
});

async function flagsOf(service: Service, path: string, headers = {}): Promise<string[]> {
  const flags: string[] = [];
  for (let i = 0; i < 10; i += 1) {
    const response = await fetch(service.url + path, { headers });
    await response.text();
    flags.push(response.headers.get('traceresponse')?.slice(-2) ?? 'none');
  }
  return [...new Set(flags)];
}

async function logged(service: Service, pattern: RegExp): Promise<void> {
  const end = Date.now() + 10_000;
  while (service.lines(pattern).length === 0) {
    assert.ok(Date.now() < end, service.log());
    await sleep(20);
  }
}

test('a service samples by the operation as Jaeger answers, and follows its caller', async () => {
  const answer = JSON.stringify({
    strategyType: 0,
    operationSampling: {
      defaultSamplingProbability: 0,
      perOperationStrategies: [
        { operation: 'GET /validate', probabilisticSampling: { samplingRate: 1 } },
      ],
    },
  });
  await using jaeger = await startListener(0, answer);
  await using receiver = await startReceiver();
  await using validator = await services.start('validator', {
    ...asking(jaeger.url),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  await logged(validator, /^sampling: probabilistic 0, GET \/validate 1 /);
  assert.deepEqual(await flagsOf(validator, '/validate?a=1'), ['01']);
  assert.deepEqual(await flagsOf(validator, '/other'), ['00']);
  const traceparent = '00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-00';
  assert.deepEqual(await flagsOf(validator, '/validate', { traceparent }), ['00']);
  await validator.stop();
  assert.ok(jaeger.heard.every(({ url }) => url === '/sampling?service=validator'));
  // Its own questions leave no spans.
  assert.deepEqual(
    receiver.spans.map(({ name, attributes }) => [name, attributes['sampler.type']]),
    Array(10).fill(['GET /validate', 'probabilistic']),
  );
  assert.equal(validator.lines(/^sampling:/).length, 1, 'the answer did not change');
});

test('as long as Jaeger cannot be reached the initial rate is in force, said once', async () => {
  const url = `http://127.0.0.1:${await closedPort()}`;
  await using validator = await services.start('validator', {
    ...asking(url, 0),
    OTEL_TRACES_EXPORTER: 'none',
  });
  await logged(validator, /cannot be reached .*; the sampling stays probabilistic 0$/);
  await sleep(200);
  assert.equal(validator.lines(/^sampling:/).length, 1, validator.log());
  await validator.stop();
});
