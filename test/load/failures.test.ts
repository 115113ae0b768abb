import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { LabError } from '../../src/base/errors.ts';
import type { FailureKind, RequestRecord } from '../../src/load/request-record.ts';
import { closedPlan } from '../../src/load/schedule.ts';
import { recordsOf, startServer, startTcpServer } from './real-server.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACE_RESPONSE = `00-${TRACE}-00f067aa0ba902b7-01`;

const ONE = closedPlan(1);

const only = async (url: string, timeoutMs = 10_000): Promise<RequestRecord> => {
  const [record, ...more] = await recordsOf({ url, plan: ONE, timeoutMs });
  assert.deepEqual(more, []);
  return record!;
};

interface Expected {
  readonly failure: FailureKind;
  readonly status?: number;
  readonly reason?: RegExp;
}

const assertFailed = (record: RequestRecord, { failure, status, reason }: Expected): void => {
  assert.deepEqual([record.failure, record.status], [failure, status], record.reason);
  if (reason) assert.match(record.reason ?? '', reason);
  assert.ok(record.finishedMs >= record.sentMs && record.sentMs >= record.dueMs);
};

const http: [title: string, answer: RequestListener, expected: Expected][] = [
  [
    'a status of 500',
    (_request, response) => response.writeHead(500).end('out of order'),
    { failure: 'http-status', status: 500 },
  ],
  [
    'a status of 404',
    (_request, response) => response.writeHead(404).end(),
    { failure: 'http-status', status: 404 },
  ],
  [
    'no answer in time',
    () => undefined,
    { failure: 'timeout', reason: /no complete response within 100 ms/ },
  ],
  [
    'an answer that does not end in time',
    (_request, response) => response.writeHead(200).write('to be continued'),
    { failure: 'timeout', status: 200 },
  ],
  [
    'an answer cut off',
    (_request, response) => {
      response
        .writeHead(200, { 'content-length': 100 })
        .write('ten bytes…', () => response.destroy());
    },
    { failure: 'reset', status: 200 },
  ],
];

const CUT_AFTER_HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n';

const tcp: [title: string, onData: (socket: Socket) => void, expected: Expected][] = [
  [
    'a reset',
    (socket) => void socket.resetAndDestroy(),
    { failure: 'reset', reason: /ECONNRESET/ },
  ],
  ['a close before any answer', (socket) => void socket.end(), { failure: 'reset' }],
  ['a close after early hints', (socket) => void socket.end(CUT_AFTER_HINTS), { failure: 'reset' }],
  ['no HTTP', (socket) => void socket.write('hello\r\n\r\n'), { failure: 'other', reason: /HTTP/ }],
];

describe('a request that fails is recorded by kind', () => {
  for (const [title, answer, expected] of http) {
    test(title, async () => {
      await using server = await startServer(answer);
      assertFailed(
        await only(server.url, expected.failure === 'timeout' ? 100 : undefined),
        expected,
      );
      await server.deserted();
    });
  }

  for (const [title, onData, expected] of tcp) {
    test(title, async () => {
      await using server = await startTcpServer(onData);
      assertFailed(await only(server.url), expected);
      await server.deserted();
    });
  }

  test('a refused connection', async () => {
    const server = await startServer(() => undefined);
    await server[Symbol.asyncDispose]();
    assertFailed(await only(server.url), { failure: 'refused', reason: /ECONNREFUSED/ });
  });

  test('a host without an address', async () => {
    assertFailed(await only('http://nobody.invalid/'), {
      failure: 'no-address',
      reason: /nobody\.invalid/,
    });
  });

  test('an answer without end', async () => {
    const chunk = Buffer.alloc(1024 * 1024);
    await using server = await startServer((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    assertFailed(await only(server.url), { failure: 'other', status: 200, reason: /size/ });
  });
});

describe('a failure', () => {
  test('does not keep the next request from being sent', async () => {
    let asked = 0;
    await using server = await startTcpServer((socket) => {
      asked += 1;
      if (asked === 1) socket.resetAndDestroy();
      else if (asked > 2) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    const plan = closedPlan(4, { intervalMs: 0 });
    const records = await recordsOf({ url: server.url, plan, timeoutMs: 100 });
    assert.deepEqual(
      records.map(({ failure }) => failure),
      ['reset', 'timeout', undefined, undefined],
    );
  });

  test('of every request ends the run all the same', async () => {
    const server = await startServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const plan = closedPlan(200, { concurrency: 20, intervalMs: 0 });
    const records = await recordsOf({ url: server.url, plan });
    assert.equal(records.filter(({ failure }) => failure === 'refused').length, 200);
  });

  test('before anything is sent ends a long run without exhausting the stack', async () => {
    await using server = await startServer((_request, response) => response.end());
    const plan = closedPlan(20_000, { intervalMs: 0 });
    const records = await recordsOf({ url: server.url, plan, method: 'no method' });
    assert.equal(records.filter(({ failure }) => failure === 'other').length, 20_000);
  });

  test('keeps the trace that the service named', async () => {
    await using server = await startServer((_request, response) => {
      response.writeHead(503, { traceresponse: TRACE_RESPONSE }).end();
    });
    const { failure, traceId, sampled } = await only(server.url);
    assert.deepEqual([failure, traceId, sampled], ['http-status', TRACE, true]);
  });
});

describe('the timeout', () => {
  test('counts for each request alone', async () => {
    await using server = await startServer((_request, response) => {
      setTimeout(() => response.end(), 50);
    });
    const plan = closedPlan(15, { intervalMs: 0 });
    const records = await recordsOf({ url: server.url, plan, timeoutMs: 600 });
    assert.deepEqual(
      records.flatMap(({ failure }) => failure ?? []),
      [],
    );
    assert.equal(records.length, 15);
  });

  test('does not count in a pause, and leaves the connection open', async () => {
    const ports = new Set<number | undefined>();
    await using server = await startServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const plan = closedPlan(2, { intervalMs: 500 });
    const records = await recordsOf({ url: server.url, plan, timeoutMs: 400 });
    assert.ok(records.every(({ failure }) => failure === undefined));
    assert.equal(ports.size, 1);
  });
});

describe('a request', () => {
  test('is sent as asked, and carries no trace context', async () => {
    const asked: unknown[] = [];
    const headers: string[] = [];
    await using server = await startServer((request, response) => {
      asked.push([request.method, request.url]);
      headers.push(...Object.keys(request.headers));
      response.end();
    });
    const url = `${server.url}orders/7?of=me&and=you`;
    await recordsOf({ url, plan: ONE, method: 'POST' });
    assert.deepEqual(asked, [['POST', '/orders/7?of=me&and=you']]);
    const context = headers.filter((name) =>
      /^(traceparent|tracestate|baggage|b3|x-b3-)/.test(name),
    );
    assert.deepEqual(context, []);
  });

  test('gives its trace id and whether it is recorded', async () => {
    const sent = [TRACE_RESPONSE, TRACE_RESPONSE.replace(/01$/, '00'), 'nonsense', undefined];
    await using server = await startServer((_request, response) => {
      const header = sent.shift();
      if (header !== undefined) response.setHeader('TraceResponse', header);
      response.end();
    });
    const records = await recordsOf({ url: server.url, plan: closedPlan(4, { intervalMs: 0 }) });
    assert.deepEqual(
      records.map(({ traceId, sampled }) => [traceId, sampled]),
      [
        [TRACE, true],
        [TRACE, false],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });

  test('that is redirected is not followed, and failed', async () => {
    await using server = await startServer((_request, response) => {
      response.writeHead(302, { location: '/login?state=secret' }).end();
    });
    const { status, failure, reason } = await only(server.url);
    assert.deepEqual([status, failure, reason], [302, 'redirect', 'redirects to /login']);
  });

  test('that is answered by 304 is well', async () => {
    await using server = await startServer((_request, response) => {
      response.writeHead(304).end();
    });
    const { status, failure } = await only(server.url);
    assert.deepEqual([status, failure], [304, undefined]);
  });

  test('goes out on a new connection where the service closed the last', async () => {
    await using server = await startServer((_request, response) => {
      response.writeHead(200, { connection: 'close' }).end();
    });
    const records = await recordsOf({ url: server.url, plan: closedPlan(5, { intervalMs: 0 }) });
    assert.ok(records.every(({ failure }) => failure === undefined));
  });

  test('may be answered with early hints first', async () => {
    await using server = await startServer((_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.end();
    });
    const { status, failure } = await only(server.url);
    assert.deepEqual([status, failure], [200, undefined]);
  });
});

describe('what cannot be driven at all', () => {
  for (const url of ['localhost:5000', 'ftp://localhost/', 'gateway', '']) {
    test(`"${url}" is not a URL of a service`, async () => {
      await assert.rejects(recordsOf({ url, plan: ONE }), (thrown: unknown) => {
        assert.ok(thrown instanceof LabError);
        assert.equal(thrown.exitCode, 2);
        return true;
      });
    });
  }
});
