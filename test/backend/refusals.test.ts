import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { parseFlags } from '../../src/backend/flags.ts';
import { listenOtlpGrpc } from '../../src/backend/receive/otlp-grpc.ts';
import { startBackend } from '../../src/backend/start.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { realClock } from '../../src/base/clock.ts';
import { storeOf } from './stored.ts';

const ANY_PORTS = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health', 'zipkin'].flatMap(
  (name) => [`--${name}-port`, '0'],
);
const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

async function started(t: TestContext, ...flags: string[]) {
  const told: string[] = [];
  const backend = await startBackend(parseFlags([...ANY_PORTS, ...flags]), (text) =>
    told.push(text),
  );
  t.after(() => backend.close());
  const at = (name: string, path: string): string =>
    `http://127.0.0.1:${backend.ports[name]}${path}`;
  const refused = async (): Promise<unknown> =>
    ((await (await fetch(at('health', '/status'))).json()) as { refused: unknown }).refused;
  return { told, at, refused, ports: backend.ports };
}

const post = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'a sender', ...headers },
    body,
  });

/** All that a port answers to bytes, until it ends the connection. */
async function exchanged(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(10_000, () => socket.destroy(new Error('nothing within 10 s')));
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString();
  return answer;
}

describe('what is refused is counted, and the first of its kind is shown', () => {
  const cases: [
    title: string,
    send: (at: (name: string, path: string) => string) => Promise<Response>,
    status: number,
    counts: object,
    told: RegExp,
  ][] = [
    [
      'a path that is nearly right',
      (at) => post(at('otlp-http', '/v1/trace'), '{}'),
      404,
      { path: 2 },
      /^POST \/v1\/trace from 127\.0\.0\.1:\d+ \(a sender\): refused, traces are taken at \/v1\/traces/,
    ],
    [
      'metrics',
      (at) => post(at('otlp-http', '/v1/metrics'), '{}'),
      404,
      { path: 2 },
      /only traces are kept; set OTEL_METRICS_EXPORTER=none/,
    ],
    [
      'malformed zstd',
      (at) => post(at('otlp-http', '/v1/traces'), 'neither', { 'content-encoding': 'zstd' }),
      400,
      { compression: 2 },
      /not compressed as its Content-Encoding/,
    ],
    [
      "Jaeger's own JSON",
      (at) => post(at('otlp-http', '/v1/traces'), '{"data":[{"traceID":"1","spans":[]}]}'),
      400,
      { 'jaeger-json': 2 },
      /Jaeger's own JSON; OTLP's has resourceSpans/,
    ],
    [
      'times in ms, which are stored',
      (at) => {
        const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
        const span = {
          ...ids,
          startTimeUnixNano: '1790000000123',
          endTimeUnixNano: '1790000000124',
        };
        const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
        return post(at('otlp-http', '/v1/traces'), JSON.stringify(request));
      },
      200,
      { 'time-unit': 2 },
      /stored, but its times are in ms: OTLP has nanoseconds/,
    ],
    [
      'a page of another site',
      (at) => post(at('otlp-http', '/v1/traces'), '{}', { origin: 'http://evil.test' }),
      403,
      { origin: 2 },
      /Origin "http:\/\/evil.test"\), which is not allowed \(--allow-origin\)/,
    ],
    [
      'spans of Zipkin version 1',
      (at) => post(at('zipkin', '/api/v1/spans'), '[]'),
      404,
      { path: 2 },
      /Zipkin spans are taken by POST at \/api\/v2\/spans/,
    ],
  ];
  for (const [title, send, status, counts, told] of cases)
    test(title, async (t) => {
      const backend = await started(t);
      for (const _ of [1, 2]) {
        const response = await send(backend.at);
        assert.equal(response.status, status, await response.text());
      }
      assert.deepEqual(await backend.refused(), counts);
      assert.equal(backend.told.length, 1);
      assert.match(backend.told[0] ?? '', told);
      const metrics = await (await fetch(backend.at('health', '/metrics'))).text();
      const [reason] = Object.keys(counts);
      assert.match(
        metrics,
        new RegExp(`^jaeger_lab_requests_refused_total{reason="${reason}"} 2$`, 'm'),
      );
    });

  test('HTTP/1 on the port of gRPC is answered with the right port', async (t) => {
    const { ports, told, refused } = await started(t);
    const bytes = 'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl\r\n\r\n';
    assert.match(await exchanged(ports['otlp-grpc'] ?? 0, bytes), /400 Bad Request[^]*4318/);
    assert.match(
      told[0] ?? '',
      /^POST \/v1\/traces from .* \(curl\): refused, this port takes gRPC/,
    );
    assert.deepEqual(await refused(), { protocol: 1 });
  });

  test('gRPC on the port of HTTP, and TLS on both, are counted', async (t) => {
    const { ports, told, refused } = await started(t);
    const hello = Buffer.from('16030100a5010000a1', 'hex');
    await exchanged(ports['otlp-http'] ?? 0, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    for (const name of ['otlp-http', 'otlp-grpc']) await exchanged(ports[name] ?? 0, hello);
    assert.deepEqual(await refused(), { protocol: 3 });
    assert.match(told[0] ?? '', /speaks gRPC; send OTLP over gRPC to its own port, 4317/);
  });

  test('a request with two Hosts, and PUT on /status', async (t) => {
    const { ports, at } = await started(t);
    const twice = 'GET /status HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n';
    assert.match(await exchanged(ports['health'] ?? 0, twice), /^HTTP\/1.1 400 /);
    const put = await fetch(at('health', '/status'), { method: 'PUT' });
    assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, HEAD']);
  });
});

describe('allowed pages and names', () => {
  test('may send and read, after the browser has asked', async (t) => {
    const origin = 'http://localhost:3000';
    const { at } = await started(t, '--allow-origin', origin);
    const asked = await fetch(at('otlp-http', '/v1/traces'), {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'content-type' },
    });
    assert.equal(asked.status, 200);
    assert.equal(asked.headers.get('access-control-allow-headers'), 'content-type');
    const sent = await post(at('otlp-http', '/v1/traces'), '{}', { origin });
    assert.deepEqual([sent.status, sent.headers.get('access-control-allow-origin')], [200, origin]);
    const other = await post(at('otlp-http', '/v1/traces'), '{}', { origin: 'http://evil.test' });
    assert.deepEqual([other.status, other.headers.get('access-control-allow-origin')], [403, null]);
  });

  test('--allow-host lets a name in', async (t) => {
    const { ports } = await started(t, '--allow-host', 'host.docker.internal');
    const ask = 'GET /status HTTP/1.1\r\nHost: host.docker.internal:1\r\nConnection: close\r\n\r\n';
    assert.match(await exchanged(ports['health'] ?? 0, ask), /^HTTP\/1.1 200 /);
  });
});

test('spans of Zipkin are those of OTLP', async (t) => {
  const { at } = await started(t);
  const span = {
    traceId: '5af7183fb1d4cf5f',
    id: '352bff9a74ca9ad2',
    parentId: '6b221d5bc9e6496c',
    kind: 'CLIENT',
    name: 'get /api',
    timestamp: 1_790_000_000_123_456,
    duration: 1_431,
    localEndpoint: { serviceName: 'backend', ipv4: '192.168.99.1', port: 3306 },
    remoteEndpoint: { serviceName: 'mysql', ipv4: '172.19.0.2', port: 3306 },
    annotations: [{ timestamp: 1_790_000_000_123_500, value: 'sent' }],
    tags: { 'http.method': 'GET', error: 'timed out' },
  };
  const sent = await post(at('zipkin', '/api/v2/spans'), JSON.stringify([span]));
  assert.deepEqual([sent.status, await sent.text()], [202, '']);
  const read = await fetch(at('query', '/api/v3/traces/5af7183fb1d4cf5f?rawTraces=true'));
  const { result } = (await read.json()) as { result: { resourceSpans: unknown[] } };
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  assert.deepEqual(result.resourceSpans, [
    {
      resource: { attributes: [text('service.name', 'backend')] },
      scopeSpans: [
        {
          scope: {},
          spans: [
            {
              traceId: '00000000000000005af7183fb1d4cf5f',
              spanId: '352bff9a74ca9ad2',
              parentSpanId: '6b221d5bc9e6496c',
              name: 'get /api',
              kind: 3,
              startTimeUnixNano: '1790000000123456000',
              endTimeUnixNano: '1790000000124887000',
              attributes: [
                text('http.method', 'GET'),
                text('peer.service', 'mysql'),
                text('net.peer.ip', '172.19.0.2'),
                { key: 'net.peer.port', value: { intValue: '3306' } },
              ],
              events: [{ timeUnixNano: '1790000000123500000', name: 'sent' }],
              status: { message: 'timed out', code: 2 },
            },
          ],
        },
      ],
    },
  ]);
});

describe('gRPC is fair', () => {
  const begin = (port: number, count: number) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`).on('error', () => undefined);
    const streams = Array.from({ length: count }, (): ClientHttp2Stream => {
      const headers = { 'content-type': 'application/grpc', te: 'trailers' };
      const stream = session.request({ ':method': 'POST', ':path': EXPORT, ...headers });
      stream.on('error', () => undefined).write(Buffer.from([0, 0, 0, 1, 0, 10]));
      return stream;
    });
    return { session, streams };
  };
  const honest = async (port: number): Promise<number> => {
    const began = performance.now();
    const { session, streams } = begin(port, 0);
    const headers = { 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request({ ':method': 'POST', ':path': EXPORT, ...headers });
    streams.push(stream);
    stream.end(Buffer.from([0, 0, 0, 0, 0]));
    const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
    assert.equal(answer[':status'], 200);
    assert.equal(answer['grpc-status'], undefined);
    session.destroy();
    return performance.now() - began;
  };

  for (const count of [100, 2000])
    test(`${count} unfinished calls of one connection do not hold up other clients`, async (t) => {
      const { ports } = await started(t);
      const port = ports['otlp-grpc'] ?? 0;
      const { session } = begin(port, count);
      await once(session, 'remoteSettings');
      const took = await honest(port);
      t.diagnostic(`an honest call took ${took.toFixed(0)} ms`);
      session.destroy();
    });

  test('a connection without calls, and one after a flood of resets, is closed', async (t) => {
    const receiver = await listenOtlpGrpc(storeOf(), { port: 0, idleMs: 200 });
    t.after(() => receiver.close());
    const idle = begin(receiver.port, 0);
    const flood = begin(receiver.port, 100);
    for (const stream of flood.streams) stream.close(8);
    const patience = { timeoutMs: 10_000, everyMs: 20 };
    const closed = () =>
      Promise.resolve([idle, flood].every(({ session }) => session.destroyed) || undefined);
    await waitUntil('both to be closed', closed, patience, realClock);
  });
});
