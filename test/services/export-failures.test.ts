import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BuiltServices, type Service, buildForTest } from './built-services.ts';
import { closedPort } from './listener.ts';
import { startReceiver } from './otlp-receiver.ts';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

const ask = async (service: Service, headers: Record<string, string> = {}): Promise<void> => {
  await (await fetch(`${service.url}/validate`, { headers })).text();
};

/** Several batches, each of one span: a request takes 50 ms at least. */
const SOON = { OTEL_BSP_SCHEDULE_DELAY: '10' };

test('a collector that is away is said once, with the number of spans lost, and once more at the end', async () => {
  const endpoint = `http://127.0.0.1:${await closedPort()}`;
  await using validator = await services.start('validator', {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    ...SOON,
  });
  for (let request = 0; request < 4; request += 1) await ask(validator);
  assert.deepEqual(await validator.stop(), { code: 0, signal: null });
  const reason = `connect ECONNREFUSED ${endpoint.slice('http://'.length)}`;
  assert.deepEqual(validator.lines(/^tracing:/), [
    `tracing: cannot send spans to ${endpoint} (${reason}): 1 lost so far`,
    `tracing: 4 spans could not be sent to ${endpoint}`,
  ]);
});

test('a host that does not exist is named', async () => {
  const endpoint = 'http://jaeger.invalid:4317';
  await using validator = await services.start('validator', {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  });
  await ask(validator);
  await validator.stop();
  const [failure, ...others] = validator.lines(/^tracing:/);
  assert.match(
    failure ?? '',
    /^tracing: cannot send spans to http:\/\/jaeger\.invalid:4317 \(.*jaeger\.invalid.*\): 1 lost so far$/,
  );
  assert.deepEqual(others, []);
});

test('a collector that refuses spans is said with its reason', async () => {
  const unimplemented = 12;
  await using receiver = await startReceiver(0, { grpcStatus: unimplemented });
  await using validator = await services.start('validator', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  await ask(validator);
  await validator.stop();
  assert.equal(validator.lines(/cannot send spans to .* lost so far$/).length, 1, validator.log());
});

test('a collector that never answers does not keep the service from ending', async () => {
  await using receiver = await startReceiver(0, 'never-answers');
  await using validator = await services.start('validator', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  await ask(validator);
  // Less than the ten seconds after which OTLP itself gives up: `stop` would throw.
  assert.deepEqual(await validator.stop(), { code: 0, signal: null });
  assert.deepEqual(validator.lines(/^tracing:/), [
    `tracing: 1 span could not be sent to ${receiver.url}`,
  ]);
});

test('a collector that is back takes the next spans at once, and the log says so', async () => {
  const port = await closedPort();
  await using validator = await services.start('validator', {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    ...SOON,
  });
  let asked = 0;
  // Long enough for gRPC, left to itself, to wait for seconds until it tries again.
  for (const end = Date.now() + 6_000; Date.now() < end; asked += 1) await ask(validator);
  await using receiver = await startReceiver(port);
  await sleep(1_100);
  const trace = '5b8efff798038103d269b633813fc60c';
  await ask(validator, { traceparent: `00-${trace}-eee19b7ec3c1b174-01` });
  await validator.stop();
  assert.ok(
    receiver.spans.some(({ traceId }) => traceId === trace),
    validator.log(),
  );
  const said = validator.lines(/tracing:/);
  assert.deepEqual(
    said.map((line) => line.replace(/\d+ (lost|spans lost).*/, 'N $1')),
    [
      `tracing: cannot send spans to http://127.0.0.1:${port} (connect ECONNREFUSED 127.0.0.1:${port}): N lost`,
      `tracing: http://127.0.0.1:${port} accepts spans again; N spans lost`,
    ],
  );
  // The span before the last may find the collector back already: it is sent or counted as lost, never neither.
  const lost = Number(/(\d+) spans lost/.exec(said[1] ?? '')?.[1]);
  assert.equal(lost + receiver.spans.length, asked + 1);
});

test('spans that follow a failed export at once are sent when the collector is back by then', async () => {
  const port = await closedPort();
  await using validator = await services.start('validator', {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    ...SOON,
  });
  const lost = async (): Promise<void> => {
    for (let wait = 0; validator.lines(/cannot send spans/).length === 0; wait += 1) {
      assert.ok(wait < 1_000, validator.log());
      await sleep(10);
    }
  };
  await ask(validator);
  await lost();
  await using receiver = await startReceiver(port);
  await ask(validator);
  await receiver.atLeast(1);
  await validator.stop();
  assert.equal(receiver.spans.length, 1);
  assert.equal(validator.lines(/1 span lost$/).length, 1, validator.log());
});

test('spans of a collector that is slow to answer are not sent twice', async () => {
  await using receiver = await startReceiver(0, { grpcStatus: 0, answersAfterMs: 4_000 });
  await using validator = await services.start('validator', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    ...SOON,
  });
  await ask(validator);
  await receiver.atLeast(1);
  await ask(validator);
  await receiver.atLeast(2);
  await validator.stop();
  assert.equal(receiver.spans.length, 2);
});
