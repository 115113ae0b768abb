import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BuiltServices, type Service, buildForTest } from './built-services.ts';
import { type ReceivedSpan, type Receiver, startReceiver } from './otlp-receiver.ts';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

const ALLOWED = { LAB_FAULTS: '1' };
const FAULT_PATH = '/__lab/fault';

const sendingTo = (receiver: Receiver): { OTEL_EXPORTER_OTLP_ENDPOINT: string } => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
});

/** One request with a fault in its baggage. */
const ask = (url: string, fault?: string): Promise<Response> =>
  fetch(url, { method: 'POST', headers: fault === undefined ? {} : { baggage: fault } });

const switchOn = (service: Service, body: string, type = 'application/json'): Promise<Response> =>
  fetch(`${service.url}${FAULT_PATH}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });

/** A request to switch faults off, with headers that fetch does not set. */
async function statusWith(port: number, headers: Record<string, string>): Promise<number> {
  const sent = request({ host: '127.0.0.1', port, method: 'DELETE', path: FAULT_PATH, headers });
  const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

const faultOf = (span: ReceivedSpan | undefined): string | undefined =>
  span?.attributes['lab.fault'];

/** The service's own server spans, in the order in which they came. */
const serverSpans = ({ spans }: Receiver, service: string): ReceivedSpan[] =>
  spans.filter((span) => span.kind === 'server' && span.service === service);

/** How long `work` took. Faults of 300 ms are far longer than what a service takes by itself, 90 ms at most. */
async function msOf(work: Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work;
  return performance.now() - began;
}

describe('a fault in the baggage of a request', () => {
  test('reaches the service that it names, whose span says so, and no other request', async () => {
    await using receiver = await startReceiver();
    await using gateway = await services.startChain({ ...sendingTo(receiver), ...ALLOWED });
    const url = `${gateway.url}/checkout`;
    const tookMs = await msOf(ask(url, 'lab.fault=payment:delay=300ms'));
    // Timers count whole milliseconds and may be one short.
    assert.ok(tookMs >= 299);
    assert.equal((await ask(url)).status, 200);
    const spans = await receiver.atLeast(14);
    const marked = spans.filter((span) => faultOf(span) !== undefined);
    assert.deepEqual(
      marked.map((span) => [span.service, span.name, span.kind, faultOf(span)]),
      [['payment', 'POST /pay', 'server', 'payment:delay=300ms']],
      'of two requests one was marked, in one place',
    );
  });

  test('may be an error: the callers fail with it, and the spans keep their names', async () => {
    await using receiver = await startReceiver();
    await using gateway = await services.startChain({ ...sendingTo(receiver), ...ALLOWED });
    const answer = await ask(`${gateway.url}/checkout`, 'lab.fault=order:error');
    assert.equal(answer.status, 502);
    const { reason } = (await answer.json()) as { reason: string };
    assert.match(reason, /status 500 .*injected fault \(order:error\)/);
    const spans = await receiver.atLeast(5);
    await Promise.all(gateway.all.map((service) => service.stop()));
    const seen = spans.map(
      (span) => `${span.service} ${span.name} ${span.isError} ${faultOf(span)}`,
    );
    assert.deepEqual(seen.sort(), [
      'api-gateway POST /checkout true undefined',
      'api-gateway POST true undefined',
      'order POST /order true order:error',
      'user POST /user true undefined',
      'user POST true undefined',
    ]);
  });

  test('may be one of several, for several services', async () => {
    await using receiver = await startReceiver();
    await using gateway = await services.startChain({ ...sendingTo(receiver), ...ALLOWED });
    const both = encodeURIComponent('payment:error+user:delay=1ms+payment:jitter=1ms');
    await ask(`${gateway.url}/checkout`, `shop=7,lab.fault=${both}`);
    await receiver.atLeast(7);
    assert.equal(faultOf(serverSpans(receiver, 'payment')[0]), 'payment:error+payment:jitter=1ms');
    assert.equal(faultOf(serverSpans(receiver, 'user')[0]), 'user:delay=1ms');
    assert.equal(faultOf(serverSpans(receiver, 'order')[0]), undefined);
  });

  const others: [title: string, fault: string][] = [
    ['is for a service of another name', 'order:error'],
    ['is of an unknown kind', 'payment:explode'],
    ['has no unit', 'payment:delay=300'],
    ['is longer than anybody waits', 'payment:delay=61s'],
    ['is a unit of another world', 'payment:delay=1constructor'],
    ['is nothing', ''],
  ];
  for (const [title, fault] of others) {
    test(`does nothing when it ${title}: ${fault}`, async () => {
      await using receiver = await startReceiver();
      await using payment = await services.start('payment', { ...sendingTo(receiver), ...ALLOWED });
      assert.equal((await ask(`${payment.url}/pay`, `lab.fault=${fault}`)).status, 200);
      assert.equal(faultOf((await receiver.atLeast(1))[0]), undefined);
    });
  }

  test('ends with its request: who hangs up does not leave the service waiting', async () => {
    await using receiver = await startReceiver();
    await using payment = await services.start('payment', { ...sendingTo(receiver), ...ALLOWED });
    const hangUp = new AbortController();
    const answer = fetch(`${payment.url}/pay`, {
      method: 'POST',
      headers: { baggage: 'lab.fault=payment:delay=50s' },
      signal: hangUp.signal,
    });
    await sleep(100);
    hangUp.abort();
    await assert.rejects(answer);
    const [span] = await receiver.atLeast(1);
    assert.equal(faultOf(span), 'payment:delay=50s');
    assert.deepEqual(await payment.stop(), { code: 0, signal: null });
  });
});

describe('without LAB_FAULTS=1', () => {
  for (const value of ['', '0', 'true']) {
    test(`no request brings a fault, and none can be switched on (LAB_FAULTS=${value})`, async () => {
      await using receiver = await startReceiver();
      const env = { ...sendingTo(receiver), LAB_FAULTS: value };
      await using payment = await services.start('payment', env);
      assert.equal((await switchOn(payment, '{"errorRate":1}')).status, 404);
      const answer = await ask(`${payment.url}/pay`, 'lab.fault=payment:error');
      assert.equal(answer.status, 200);
      await receiver.atLeast(1);
      await payment.stop();
      assert.deepEqual(
        receiver.spans.map((span) => [span.name, faultOf(span)]),
        [['POST /pay', undefined]],
      );
    });
  }
});

describe('a fault that is switched on', () => {
  test('is listed, hits every request, and is gone when it is switched off, without spans of its own', async () => {
    await using receiver = await startReceiver();
    await using payment = await services.start('payment', { ...sendingTo(receiver), ...ALLOWED });
    const told = async (method = 'GET'): Promise<unknown> =>
      (await fetch(`${payment.url}${FAULT_PATH}`, { method })).json();
    assert.deepEqual(await told(), { service: 'payment', fault: null });

    const fault = { delayMs: 2, jitterMs: 1, ratio: 1, errorRate: 1 };
    const answer = await switchOn(
      payment,
      JSON.stringify({ delayMs: 2, jitterMs: 1, errorRate: 1 }),
    );
    assert.deepEqual(await answer.json(), { service: 'payment', fault });
    assert.deepEqual(await told(), { service: 'payment', fault });
    const failed = await ask(`${payment.url}/pay`);
    assert.equal(failed.status, 500);
    assert.equal((await fetch(`${payment.url}/healthz`)).status, 200, 'it counts as ready');

    assert.deepEqual(await told('DELETE'), { service: 'payment', fault: null });
    assert.equal((await ask(`${payment.url}/pay`)).status, 200);
    await receiver.atLeast(2);
    await payment.stop();
    assert.deepEqual(
      receiver.spans.map((span) => [span.name, span.isError, faultOf(span)]),
      [
        ['POST /pay', true, 'payment:delay=2ms+payment:jitter=1ms+payment:error'],
        ['POST /pay', false, undefined],
      ],
    );
  });

  test('adds its delay to what the request carries', async () => {
    await using payment = await services.start('payment', ALLOWED);
    await switchOn(payment, '{"delayMs":150}');
    const tookMs = await msOf(ask(`${payment.url}/pay`, 'lab.fault=payment:delay=150ms'));
    assert.ok(tookMs >= 299);
  });

  test('hits the share of the requests that it was given', async () => {
    await using receiver = await startReceiver();
    await using payment = await services.start('payment', { ...sendingTo(receiver), ...ALLOWED });
    await switchOn(payment, '{"delayMs":1,"ratio":0.5,"errorRate":0.5}');
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(`${payment.url}/pay`)));
    const spans = await receiver.atLeast(200);
    const failed = answers.filter(({ status }) => status === 500).length;
    const slow = spans.filter((span) => faultOf(span)?.includes('delay')).length;
    // Seven standard deviations to either side.
    for (const count of [failed, slow]) assert.ok(count > 50 && count < 150, `${count} of 200`);
  });

  test('does not need the tracing preload', async () => {
    await using payment = await services.start('payment', ALLOWED, { preload: false });
    await switchOn(payment, '{"errorRate":1}');
    assert.equal((await ask(`${payment.url}/pay`)).status, 500);
  });

  const refused: [body: string, reason: RegExp, type?: string][] = [
    ['{"delayMs":-1}', /delayMs is not a number from 0 to 60000/],
    ['{"delayMs":60001}', /delayMs is not a number from 0 to 60000/],
    ['{"delayMs":"2s"}', /delayMs is not a number/],
    ['{"ratio":1.5}', /ratio is not a number from 0 to 1/],
    ['{"errorRate":null}', /errorRate is not a number/],
    ['{"speed":1}', /speed is not one of delayMs, jitterMs, ratio, errorRate/],
    ['{"__proto__":1}', /__proto__ is not one of/],
    ['[]', /expected a JSON object/],
    ['3', /expected a JSON object/],
    ['{"delayMs":', /JSON/],
    [`{"delayMs":1${' '.repeat(5_000)}}`, /too large/],
    // What a page of another site may send without asking first.
    ['{"errorRate":1}', /expected a JSON object/, 'text/plain'],
  ];
  test('is refused with its reason when it cannot be understood, and leaves what was there', async () => {
    await using payment = await services.start('payment', ALLOWED);
    await switchOn(payment, '{"delayMs":1}');
    for (const [body, reason, type] of refused) {
      const answer = await switchOn(payment, body, type);
      assert.equal(answer.status, 400, body);
      assert.match(((await answer.json()) as { reason: string }).reason, reason);
    }
    const port = Number(new URL(payment.url).port);
    for (const headers of [{ host: 'rebound.example' }, { origin: 'http://elsewhere.example' }])
      assert.equal(await statusWith(port, headers), 403, JSON.stringify(headers));
    const now = await fetch(`${payment.url}${FAULT_PATH}`);
    const { fault } = (await now.json()) as { fault: unknown };
    assert.deepEqual(fault, { delayMs: 1, jitterMs: 0, ratio: 1, errorRate: 0 });
    assert.deepEqual(payment.lines(/^\s+at |Error:/), [], 'nothing of it is in the log');
  });
});
