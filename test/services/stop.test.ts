import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type BuiltServices, buildForTest } from './built-services.ts';
import { startListener, startSilent } from './listener.ts';
import { startReceiver } from './otlp-receiver.ts';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

/** No span leaves by itself while a test runs. */
const KEEP_SPANS = { OTEL_BSP_SCHEDULE_DELAY: '600000' };

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  describe(`on ${signal}`, () => {
    test('the spans of the last request are sent before the service ends with 0', async () => {
      await using receiver = await startReceiver();
      await using gateway = await services.startAll({
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        ...KEEP_SPANS,
      });
      await (await fetch(`${gateway.url}/process`)).text();
      assert.deepEqual(receiver.spans, []);
      const ended = await Promise.all(gateway.all.map((service) => service.stop(signal)));
      assert.deepEqual(ended, Array(3).fill({ code: 0, signal: null }));
      assert.equal(receiver.spans.length, 5);
    });

    test('a request in flight is answered, and its spans are sent', async () => {
      await using receiver = await startReceiver();
      await using others = await startListener(100);
      await using gateway = await services.start('gateway', {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        VALIDATOR_URL: others.url,
        ENRICHER_URL: others.url,
        ...KEEP_SPANS,
      });
      const answer = fetch(`${gateway.url}/process`).then((response) => response.json());
      await others.asked;
      const ended = gateway.stop(signal);
      assert.deepEqual(await answer, { gateway: 'ok', validate: {}, enrich: {} });
      assert.deepEqual(await ended, { code: 0, signal: null });
      assert.equal(receiver.spans.length, 3);
    });
  });
}

test('a connection that a caller keeps open does not hold the service up', async () => {
  await using validator = await services.start('validator', { OTEL_TRACES_EXPORTER: 'none' });
  const agent = new Agent({ keepAlive: true });
  await new Promise<void>((resolve, reject) => {
    get(`${validator.url}/healthz`, { agent }, (response) =>
      response.resume().on('end', resolve),
    ).on('error', reject);
  });
  assert.deepEqual(await validator.stop(), { code: 0, signal: null });
  agent.destroy();
});

test('a request that never ends is cut off, and its spans are sent all the same', async () => {
  await using receiver = await startReceiver();
  await using validator = await startSilent();
  await using gateway = await services.start('gateway', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    VALIDATOR_URL: validator.url,
    ...KEEP_SPANS,
  });
  const answer = assert.rejects(fetch(`${gateway.url}/process`));
  await validator.asked;
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  await answer;
  assert.deepEqual(
    receiver.spans.map(({ kind }) => kind),
    ['server'],
  );
});

describe('a port that cannot be had ends the service with one line and exit code 1', () => {
  test('when it is taken', async () => {
    await using listener = await startListener();
    const { code, log } = await services.run('validator', { PORT: String(listener.port) });
    assert.equal(code, 1);
    assert.equal(
      log,
      `validator: cannot listen on 127.0.0.1:${listener.port}: the port is already in use (set PORT or HOST to change it)\n`,
    );
  });

  test('when it is not a port', async () => {
    const { code, log } = await services.run('validator', { PORT: '70000' });
    assert.equal(code, 1);
    assert.equal(log, 'validator: PORT=70000 is not a port number\n');
  });

  test('when this machine does not have the address', async () => {
    const { code, log } = await services.run('validator', { HOST: '192.0.2.1' });
    assert.equal(code, 1);
    assert.match(log, /^validator: cannot listen on 192\.0\.2\.1:0: .*EADDRNOTAVAIL.*\n$/);
  });
});
