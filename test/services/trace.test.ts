import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type BuiltServices, buildForTest } from './built-services.ts';
import { closedPort, startListener } from './listener.ts';
import { startReceiver } from './otlp-receiver.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

let services: BuiltServices;
before(async () => (services = await buildForTest()));
after(() => services[Symbol.asyncDispose]());

describe('one request of /process', () => {
  test('is answered as in the tutorial and leaves five spans of three services', async () => {
    await using receiver = await startReceiver();
    await using gateway = await services.startAll({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const answer = await fetch(`${gateway.url}/process`);
    const body = (await answer.json()) as { validate: { score: number } };
    assert.equal(answer.status, 200);
    assert.equal(typeof body.validate.score, 'number');
    assert.deepEqual(body, {
      gateway: 'ok',
      validate: { valid: true, score: body.validate.score },
      enrich: { enriched: true, tags: ['user', 'premium', 'beta'] },
    });

    await receiver.atLeast(5);
    // Whatever else would come, comes now.
    await Promise.all(gateway.all.map((service) => service.stop()));
    const { spans } = receiver;
    const nameOf = (spanId: string): string => {
      const span = spans.find((candidate) => candidate.spanId === spanId);
      return span ? `${span.service} ${span.name} ${span.attributes['url.path'] ?? ''}` : spanId;
    };
    const seen = spans.map((span) => ({
      span: `${span.kind} ${nameOf(span.spanId)}`,
      under: nameOf(span.parentSpanId),
      scope: span.scope,
      route: span.attributes['http.route'] ?? '',
    }));
    const http = '@opentelemetry/instrumentation-http';
    const undici = '@opentelemetry/instrumentation-undici';
    const root = 'gateway GET /process /process';
    assert.deepEqual(
      seen.sort((a, b) => (a.span < b.span ? -1 : 1)),
      [
        { span: 'client gateway GET /enrich', under: root, scope: undici, route: '' },
        { span: 'client gateway GET /validate', under: root, scope: undici, route: '' },
        {
          span: 'server enricher GET /enrich /enrich',
          under: 'gateway GET /enrich',
          scope: http,
          route: '/enrich',
        },
        { span: `server ${root}`, under: '', scope: http, route: '/process' },
        {
          span: 'server validator GET /validate /validate',
          under: 'gateway GET /validate',
          scope: http,
          route: '/validate',
        },
      ],
      'http, undici and (by the route) express are instrumented, and nothing else is',
    );
  });

  test('is answered with the id of its trace', async () => {
    await using receiver = await startReceiver();
    await using gateway = await services.startAll({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const answer = await fetch(`${gateway.url}/process`);
    const spans = await receiver.atLeast(5);
    const root = spans.find(({ parentSpanId }) => parentSpanId === '');
    assert.equal(answer.headers.get('traceresponse'), `00-${root?.traceId}-${root?.spanId}-01`);
    assert.deepEqual([...new Set(spans.map(({ traceId }) => traceId))], [root?.traceId]);
  });

  test('continues the caller’s trace and carries its baggage on', async () => {
    await using receiver = await startReceiver();
    await using listener = await startListener();
    await using gateway = await services.start('gateway', {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      VALIDATOR_URL: listener.url,
      ENRICHER_URL: listener.url,
    });
    const headers = {
      traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
      baggage: 'lab.fault=payment:delay=2s',
    };
    const answer = await fetch(`${gateway.url}/process`, { headers });
    assert.match(answer.headers.get('traceresponse') ?? '', new RegExp(`^00-${TRACE_ID}-`));
    const spans = await receiver.atLeast(3);
    const server = spans.find(({ kind }) => kind === 'server');
    assert.equal(server?.traceId, TRACE_ID);
    assert.equal(server.parentSpanId, SPAN_ID);
    const clients = spans.filter(({ kind }) => kind === 'client').map(({ spanId }) => spanId);
    assert.deepEqual(
      listener.heard.map(({ headers: { traceparent } }) => traceparent).sort(),
      clients.map((spanId) => `00-${TRACE_ID}-${spanId}-01`).sort(),
    );
    for (const heard of listener.heard) {
      assert.equal(decodeURIComponent(String(heard.headers['baggage'])), headers.baggage);
    }
  });

  test('that is not sampled is answered with flags 00, passes that on to the next service, and leaves no span', async () => {
    await using receiver = await startReceiver();
    await using listener = await startListener();
    await using gateway = await services.start('gateway', {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_TRACES_SAMPLER: 'always_off',
      VALIDATOR_URL: listener.url,
      ENRICHER_URL: listener.url,
    });
    const answer = await fetch(`${gateway.url}/process`);
    const said = /^00-([0-9a-f]{32})-[0-9a-f]{16}-00$/.exec(
      answer.headers.get('traceresponse') ?? '',
    );
    assert.ok(said, 'a valid header with flags 00');
    for (const { headers } of listener.heard) {
      assert.match(String(headers['traceparent']), new RegExp(`^00-${said[1]}-[0-9a-f]{16}-00$`));
    }
    await gateway.stop();
    assert.deepEqual(receiver.spans, []);
  });

  test('is answered with 502 and the reason when the next service is away', async () => {
    await using receiver = await startReceiver();
    const validator = `http://127.0.0.1:${await closedPort()}`;
    await using gateway = await services.start('gateway', {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      VALIDATOR_URL: validator,
    });
    const answer = await fetch(`${gateway.url}/process`);
    assert.equal(answer.status, 502);
    const body = (await answer.json()) as { reason: string };
    assert.equal(body.reason, `${validator}/validate failed: ECONNREFUSED`);
    const spans = await receiver.atLeast(2);
    assert.deepEqual(
      spans
        .map(({ kind, isError }) => ({ kind, isError }))
        .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
      [
        { kind: 'client', isError: true },
        { kind: 'server', isError: true },
      ],
    );
    assert.equal((await fetch(`${gateway.url}/healthz`)).status, 200, 'it lives on');
  });

  test('is answered with 502 and the status when the next service fails', async () => {
    await using receiver = await startReceiver();
    await using validator = await services.start('validator');
    await using gateway = await services.start('gateway', {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      VALIDATOR_URL: `${validator.url}/nowhere`,
    });
    const answer = await fetch(`${gateway.url}/process`);
    assert.equal(answer.status, 502);
    const body = (await answer.json()) as { reason: string };
    assert.match(body.reason, /\/nowhere\/validate failed: status 404/);
  });
});

test('what probes and browsers ask for leaves no span and names no trace', async () => {
  await using receiver = await startReceiver();
  await using gateway = await services.start('gateway', {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  for (const path of ['/healthz', '/healthz?from=probe']) {
    const health = await fetch(`${gateway.url}${path}`);
    assert.equal(health.status, 200);
    assert.deepEqual(await health.json(), { status: 'ok' });
    assert.equal(health.headers.get('traceresponse'), null);
  }
  await fetch(`${gateway.url}/favicon.ico`);
  await gateway.stop();
  assert.deepEqual(receiver.spans, []);
});

test('a service runs without the preload, untraced, and says so', async () => {
  await using validator = await services.start('validator', {}, { preload: false });
  assert.match(validator.log(), /^validator listens on .*; no tracing/);
  const answer = await fetch(`${validator.url}/validate`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('traceresponse'), null);
});
