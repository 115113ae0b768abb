import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { checkout } from '../../src/scenarios/checkout.ts';
import { type BuiltServices, buildForTest } from './built-services.ts';
import { closedPort } from './listener.ts';
import { startReceiver } from './otlp-receiver.ts';
import { treeOf } from './tree-of.ts';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

const POST = { method: 'POST' };

describe('one request of /checkout', () => {
  test('passes through four services and leaves the hierarchy that the scenario expects', async () => {
    await using receiver = await startReceiver();
    await using gateway = await services.startChain({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const answer = await fetch(`${gateway.url}/checkout`, POST);
    const body = (await answer.json()) as { user: { order: { payment: { receipt: string } } } };
    assert.equal(answer.status, 200);
    const { receipt } = body.user.order.payment;
    assert.deepEqual(body, {
      checkout: 'ok',
      user: { name: 'Ada', order: { order: 'made', payment: { paid: true, receipt } } },
    });

    await receiver.atLeast(7);
    // Whatever else would come, comes now.
    await Promise.all(gateway.all.map((service) => service.stop()));
    const roots = receiver.spans.filter(({ parentSpanId }) => parentSpanId === '');
    assert.deepEqual(
      roots.map((root) => treeOf(root, receiver.spans)),
      [checkout.expected],
    );
    assert.equal(receiver.spans.length, 7, 'nothing outside of the tree');
    const [root] = roots;
    assert.equal(answer.headers.get('traceresponse'), `00-${root?.traceId}-${root?.spanId}-01`);
  });

  test('is answered with 502 and the reason when a service down the chain is away', async () => {
    await using receiver = await startReceiver();
    const away = `http://127.0.0.1:${await closedPort()}`;
    await using gateway = await services.startChain({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      PAYMENT_URL: away,
    });
    const answer = await fetch(`${gateway.url}/checkout`, POST);
    assert.equal(answer.status, 502);
    const { reason } = (await answer.json()) as { reason: string };
    assert.ok(reason.includes(`${away}/pay failed: ECONNREFUSED`), reason);
    const spans = await receiver.atLeast(6);
    assert.ok(spans.every(({ isError }) => isError));
  });
});
