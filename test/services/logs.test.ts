import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logEntryIn } from '../../src/base/log-entry.ts';
import { type BuiltServices, type Service, buildForTest } from './built-services.ts';
import { until } from '../support/until.ts';
import { startListener } from './listener.ts';

let services: BuiltServices;
before(async () => {
  services = await buildForTest();
});
after(() => services[Symbol.asyncDispose]());

/** What it logged within requests; it writes a line after the response has been read. */
async function linesOf(service: Service) {
  await service.stop();
  const lines = service.written().trimEnd().split('\n').map(logEntryIn);
  assert.ok(
    lines.every((line) => line !== undefined),
    service.written(),
  );
  return lines.filter(({ traceId }) => traceId !== undefined);
}

const NO_EXPORT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', LAB_FAULTS: '1' };

test('a request leaves one line with the ids of its span, also in the services that it calls', async () => {
  await using gateway = await services.startAll(NO_EXPORT);
  const response = await fetch(`${gateway.url}/process`);
  const [, traceId, spanId] = response.headers.get('traceresponse')?.split('-') ?? [];
  await response.text();
  const [first = [], ...others] = await Promise.all(gateway.all.map(linesOf));
  assert.deepEqual(
    first.map(({ level, traceId, spanId }) => ({ level, traceId, spanId })),
    [{ level: 'info', traceId, spanId }],
  );
  assert.match(first[0]?.message ?? '', /^GET \/process: 200 in \d+ ms$/);
  for (const lines of others) {
    assert.deepEqual(
      lines.map((line) => line.traceId),
      [traceId],
    );
  }
});

test('a failed request says why in the same span, and probes are not logged', async () => {
  await using enricher = await services.start('enricher', NO_EXPORT);
  const headers = { baggage: 'lab.fault=enricher:error' };
  await (await fetch(`${enricher.url}/enrich`, { headers })).text();
  await (await fetch(`${enricher.url}/healthz?probe`)).text();
  const lines = await linesOf(enricher);
  assert.deepEqual(
    lines.map(({ level, message }) => [level, message.replace(/\d+ ms/, 'N ms')]),
    [
      ['warn', 'injected fault enricher:error'],
      ['error', 'GET /enrich: 500 in N ms'],
    ],
  );
  assert.equal(new Set(lines.map(({ spanId }) => spanId)).size, 1);
});

test('without the preload a line has no ids', async () => {
  await using validator = await services.start('validator', {}, { preload: false });
  await (await fetch(`${validator.url}/validate`)).text();
  assert.deepEqual(await linesOf(validator), []);
  assert.match(validator.log(), /\nGET \/validate: 200 in \d+ ms\n/);
});

interface Pushed {
  readonly streams: readonly {
    readonly stream: Readonly<Record<string, string>>;
    readonly values: readonly [time: string, line: string, ids: Readonly<Record<string, string>>][];
  }[];
}

test('a log server gets each line once, with the ids of its span, and in no trace', async () => {
  await using server = await startListener();
  const enricher = await services.start('enricher', {
    ...NO_EXPORT,
    LAB_LOKI_URL: server.url,
    LAB_LOKI_LABELS: 'lab=mine,component=enricher',
  });
  const headers = { baggage: 'lab.fault=enricher:error' };
  await (await fetch(`${enricher.url}/enrich`, { headers })).text();
  await until('the lines are sent', () =>
    server.heard.some(({ body }) => body.includes('GET /enrich: 500')),
  );
  const written = (await linesOf(enricher)).map(({ traceId, spanId, level, message }) =>
    [traceId, spanId, level, message].join(' '),
  );
  const pushed = server.heard.flatMap(({ body }) => (JSON.parse(body) as Pushed).streams);
  const inRequests = pushed.flatMap(({ stream, values }) =>
    values.flatMap(([, line, { trace_id, span_id }]) =>
      trace_id === undefined ? [] : [[trace_id, span_id, stream['level'], line].join(' ')],
    ),
  );
  assert.deepEqual(inRequests.sort(), written.sort());
  assert.equal(written.length, 2);
  const times = pushed.flatMap(({ values }) => values.map(([time]) => time));
  assert.equal(new Set(times).size, times.length, 'Loki keeps one of two alike');
  for (const { url, headers } of server.heard) {
    assert.equal(url, '/loki/api/v1/push');
    assert.equal(headers['traceparent'], undefined);
  }
  for (const { stream } of pushed)
    assert.deepEqual(
      { ...stream, level: '' },
      { lab: 'mine', component: 'enricher', service_name: 'enricher', level: '' },
    );
});

test('without its log server a service works, and says once what is wrong', async () => {
  await using enricher = await services.start('enricher', {
    ...NO_EXPORT,
    LAB_LOKI_URL: 'http://127.0.0.1:1',
  });
  for (let sent = 0; sent < 3; sent += 1) {
    const response = await fetch(`${enricher.url}/enrich`);
    assert.equal(response.status, 200);
    await response.text();
  }
  await enricher.stop();
  assert.equal(
    enricher.lines(/^logs: http:\/\/127\.0\.0\.1:1\/loki\/api\/v1\/push took none of \d+ lines/)
      .length,
    1,
  );
});
