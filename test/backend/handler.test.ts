import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { StoredSpan } from '../../src/backend/store/span-store.ts';
import { arrayReader } from '../support/array-reader.ts';
import { type Reply, send, serveReader } from './embedded.ts';
import { at, id, resource, stored, TRACE_ID } from './stored-span.ts';

const spans = [
  stored('root', { kind: 2, attributes: [{ key: 'ratio', value: Number.NaN }], ...at(0, 100) }),
  stored('child', { parentSpanId: id('root'), ...at(10, 20), status: { code: 2, message: 'no' } }),
];

async function ask(
  path: string,
  request: Parameters<typeof send>[2] = {},
  options: Parameters<typeof serveReader>[1] = {},
  of: readonly StoredSpan[] = spans,
): Promise<Reply> {
  await using backend = await serveReader(arrayReader(of), options);
  return await send(backend.port, path, request);
}

describe('who may ask', () => {
  const cases: [title: string, headers: Record<string, string>, status: number][] = [
    ['by the address', {}, 200],
    ['by localhost', { host: 'localhost:16686' }, 200],
    ['by localhost in capitals, without a port', { host: 'LOCALHOST' }, 200],
    ['by [::1]', { host: '[::1]:1' }, 200],
    ['by an allowed name', { host: 'jaeger.lab:16686' }, 200],
    ['by another name', { host: 'evil.test' }, 403],
    ['by a name that begins like an allowed one', { host: 'localhost.evil.test' }, 403],
    ['by another address', { host: '10.1.2.3' }, 403],
    ['by a malformed Host', { host: 'localhost:80@evil.test' }, 403],
    ['from its own page', { host: 'localhost:7', origin: 'http://localhost:7' }, 200],
    ['from a page of another site', { host: 'localhost:7', origin: 'https://evil.test' }, 403],
    ['from a page on another port', { host: 'localhost:7', origin: 'http://localhost:8' }, 403],
    ['from a page without an origin', { host: 'localhost:7', origin: 'null' }, 403],
  ];
  for (const [title, headers, status] of cases) {
    test(`${title}: ${status}`, async () => {
      const options = { allowedHosts: ['Jaeger.Lab'] };
      const reply = await ask('/api/services', { headers }, options);
      assert.equal(reply.status, status);
      assert.equal(reply.headers['access-control-allow-origin'], undefined);
      if (status === 403) assert.match(reply.body, /^Refused: [^\n]+\.\n$/);
    });
  }
});

describe('errors are Jaeger’s', () => {
  const window = 'query.startTimeMin=2026-11-22T08:00:00Z&query.startTimeMax=2026-11-22T10:00:00Z';
  const v3: [path: string, status: number, message: RegExp][] = [
    [`/api/v3/traces/${'0'.repeat(33)}`, 400, /malformed parameter trace_id/],
    ['/api/v3/traces/0', 404, /^No traces found$/],
    [`/api/v3/traces/${TRACE_ID}?rawTraces=maybe`, 400, /^malformed parameter rawTraces: strconv/],
    [`/api/v3/traces/${TRACE_ID}?start_time=1`, 400, /^malformed parameter start_time: parsing/],
    ['/api/v3/traces?query.start_time_min=1', 400, /^malformed parameter query.start_time_min/],
    ['/api/v3/traces?query.startTimeMax=2026-11-22T10:00:00Z', 400, /are required$/],
    [`/api/v3/traces?${window}&query.searchDepth=0`, 400, /query.searchDepth/],
    [`/api/v3/traces?${window}&query.num_traces=x`, 400, /query.num_traces: strconv/],
    [`/api/v3/traces?${window}&query.durationMin=5`, 400, /missing unit/],
    [
      `/api/v3/traces?${window}&query.attributes={"a":1}`,
      400,
      /query.attributes: the value of "a"/,
    ],
    [`/api/v3/traces?${window}&query.attributes=[]`, 400, /query.attributes: it is not/],
    [
      '/api/v3/traces?query.startTimeMin=2026-11-22T08:00:00Z&query.startTimeMax=2026-11-22T08:00:00Z',
      400,
      /must be before/,
    ],
    [`/api/v3/traces?${window}&query.serviceName=nobody`, 404, /^No traces found$/],
  ];
  for (const [path, status, message] of v3) {
    test(path, async () => {
      const reply = await ask(encodeURI(path));
      assert.equal(reply.status, status);
      const { error } = JSON.parse(reply.body) as { error: { httpCode: number; message: string } };
      assert.equal(error.httpCode, status);
      assert.match(error.message, message);
    });
  }

  const legacy: [path: string, status: number, message: RegExp][] = [
    ['/api/operations', 400, /^parameter 'service' is required$/],
    ['/api/traces?operation=a', 400, /^parameter 'service' is required$/],
    ['/api/traces?service=a&limit=x', 400, /^strconv.ParseInt: parsing "x": invalid syntax$/],
    ['/api/traces?service=a&limit=0', 400, /limit must be greater than 0/],
    ['/api/traces?service=a&limit=2147483648', 400, /out of range/],
    ['/api/traces?service=a&start=1.5', 400, /^unable to parse param 'start'/],
    [
      '/api/traces?service=a&minDuration=5',
      400,
      /^unable to parse param 'minDuration': time: missing/,
    ],
    ['/api/traces?service=a&minDuration=2s&maxDuration=1s', 400, /'maxDuration' should be greater/],
    ['/api/traces?service=a&tag=error', 400, /expecting key:value, received: error$/],
    ['/api/traces?service=a&tags={"a":1}', 400, /^malformed 'tags' parameter/],
    ['/api/traces?service=a&tags={', 400, /^malformed 'tags' parameter/],
    ['/api/traces?traceID=xyz', 400, /^cannot parse traceID param/],
    [`/api/traces/${TRACE_ID}?raw=maybe`, 400, /^unable to parse param 'raw'/],
    ['/api/traces/0', 404, /^trace not found$/],
    ['/api/dependencies?endTs=1h', 400, /^unable to parse param 'endTs'/],
    ['/api/metrics/calls?service=a', 501, /metrics are currently disabled/],
    ['/api/metrics/latencies?service=a&quantile=0.95&spanKind=server', 501, /disabled/],
    ['/api/metrics/latencies?service=a', 400, /^unable to parse param 'quantile': strconv/],
    ['/api/metrics/latencies?service=a&quantile=x', 400, /^unable to parse param 'quantile'/],
    ['/api/metrics/errors', 400, /^unable to parse param 'service': please provide/],
    ['/api/metrics/calls?service=a&spanKind=X', 400, /unsupported span kind: 'X'$/],
    ['/api/metrics/calls?service=a&groupByOperation=x', 400, /^unable to parse param 'groupBy/],
    ['/api/metrics/calls?service=a&step=5s', 400, /^unable to parse param 'step': strconv/],
  ];
  for (const [path, status, message] of legacy) {
    test(path, async () => {
      const reply = await ask(encodeURI(path));
      assert.equal(reply.status, status);
      const { data, errors } = JSON.parse(reply.body) as {
        data: null;
        errors: { code: number; msg: string }[];
      };
      assert.equal(data, null);
      assert.equal(errors[0]?.code, status);
      assert.match(errors[0].msg, message);
    });
  }

  test('a plus in the path is a space where operations of a service are asked for', async () => {
    const shop = [stored('a', {}, resource('the shop'))];
    for (const name of ['the+shop', 'the%20shop']) {
      const reply = await ask(`/api/services/${name}/operations`, {}, {}, shop);
      assert.deepEqual((JSON.parse(reply.body) as { data: string[] }).data, ['a']);
    }
  });

  test('what cannot be archived is refused by its id first', async () => {
    const post = { method: 'POST' };
    assert.equal((await ask('/api/archive/xyz', post)).status, 400);
    assert.equal((await ask(`/api/archive/${TRACE_ID}`, post)).status, 500);
  });

  test('a tag whose value is null is sought with an empty value', async () => {
    const attributes = [{ key: 'k', value: '' }];
    const path = `/api/traces?service=svc&start=0&end=9000000000000000&tags=${encodeURIComponent('{"k":null}')}`;
    const reply = await ask(path, {}, {}, [stored('a', { attributes })]);
    assert.equal((JSON.parse(reply.body) as { data: unknown[] }).data.length, 1);
  });

  const plain: [title: string, path: string, method: string, status: number][] = [
    ['an unknown route', '/api/v3/nothing', 'GET', 404],
    ['an unknown page', '/nothing', 'GET', 404],
    ['another method', '/api/services', 'POST', 405],
    ['another method of a page', '/', 'DELETE', 405],
    ['a preflight', '/api/services', 'OPTIONS', 405],
    ['a long URL', `/api/traces?x=${'x'.repeat(13_000)}`, 'GET', 414],
    ['a path that climbs', '/../../etc/passwd', 'GET', 404],
  ];
  for (const [title, path, method, status] of plain) {
    test(`${title}: ${status}`, async () => {
      const reply = await ask(path, { method });
      assert.equal(reply.status, status);
      assert.equal(reply.headers['content-type'], 'text/plain; charset=utf-8');
      assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    });
  }
});

describe('what a reader’s failure does', () => {
  const broken = {
    ...arrayReader(spans),
    services: (): string[] => {
      throw new Error('the disk is gone');
    },
    trace: () => ({
      traceId: TRACE_ID,
      spans: () => {
        throw new Error('the trace is gone');
      },
    }),
  };

  test('before the answer: 500, without its details', async () => {
    const told: string[] = [];
    await using backend = await serveReader(broken, { onError: (text) => told.push(text) });
    const reply = await send(backend.port, '/api/services');
    assert.equal(reply.status, 500);
    assert.equal(reply.body, 'Internal Server Error\n');
    assert.deepEqual(told, ['cannot answer /api/services: the disk is gone']);
  });

  test('within the answer: the connection is cut, and the next one is answered', async () => {
    await using backend = await serveReader(broken);
    await assert.rejects(send(backend.port, `/api/traces/${TRACE_ID}`));
    assert.equal((await send(backend.port, '/api/operations?service=svc')).status, 200);
  });
});

describe('the legacy API', () => {
  test('a malformed number does not spoil the answer', async () => {
    const { body } = await ask(`/api/traces/${TRACE_ID}`);
    const { data } = JSON.parse(body) as { data: { spans: { tags: { key: string }[] }[] }[] };
    const tag = data[0]?.spans[0]?.tags.find(({ key }) => key === 'ratio');
    assert.deepEqual(tag, { key: 'ratio', type: 'string', value: 'NaN' });
  });

  test('several traces by id: those that are there, and an error for each other one', async () => {
    const { body } = await ask(`/api/traces?traceID=${TRACE_ID}&traceID=12`);
    const { data, errors } = JSON.parse(body) as { data: unknown[]; errors: unknown[] };
    assert.equal(data.length, 1);
    assert.deepEqual(errors, [{ msg: 'trace not found', traceID: '0000000000000012' }]);
  });

  test('prettyPrint gives the same in lines', async () => {
    const plain = await ask(`/api/traces/${TRACE_ID}`);
    const pretty = await ask(`/api/traces/${TRACE_ID}?prettyPrint=true`);
    assert.deepEqual(JSON.parse(pretty.body), JSON.parse(plain.body));
    assert.ok(pretty.body.split('\n').length > 20);
  });

  test('without times the last two days are searched', async () => {
    const start = Number(spans[0]!.span.startTimeUnixNano / 1_000_000n);
    const found = async (now: number): Promise<number> => {
      const { body } = await ask('/api/traces?service=svc', {}, { now: () => now });
      return (JSON.parse(body) as { data: unknown[] }).data.length;
    };
    const day = 86_400_000;
    assert.deepEqual(
      [await found(start + day), await found(start + 3 * day), await found(start - day)],
      [1, 0, 0],
    );
  });
});

test('HEAD is answered as GET, without the body', async () => {
  const reply = await ask(`/api/v3/traces/${TRACE_ID}`, { method: 'HEAD' });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers['content-type'], 'application/json');
  assert.equal(reply.body, '');
});

describe('pages', () => {
  test('without a viewer a page says what this is', async () => {
    for (const path of ['/', '/search?service=a', `/trace/${TRACE_ID}`]) {
      const reply = await ask(path);
      assert.equal(reply.status, 200);
      assert.match(reply.body, /embedded backend of jaeger-lab/);
      assert.match(String(reply.headers['content-security-policy']), /frame-ancestors 'none'/);
    }
  });

  test('with a viewer its files are served, and nothing else', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'viewer-'));
    t.after(() => rm(folder, { recursive: true }));
    const viewer = join(folder, 'viewer');
    await mkdir(join(viewer, 'assets'), { recursive: true });
    await writeFile(join(viewer, 'index.html'), '<p>viewer');
    await writeFile(join(viewer, 'assets/app.js'), 'run()');
    await writeFile(join(viewer, '.secret.txt'), 'secret');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await symlink(join(folder, 'secret.txt'), join(viewer, 'link.txt'));
    await using backend = await serveReader(arrayReader(spans), { viewer });
    const get = (path: string): Promise<Reply> => send(backend.port, path);

    for (const page of ['/', '/search', `/trace/${TRACE_ID}`, '/dependencies', '/index.html']) {
      assert.equal((await get(page)).body, '<p>viewer');
    }
    const script = await get('/assets/app.js');
    assert.equal(script.body, 'run()');
    assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/link.txt',
      '/.secret.txt',
      '/nothing.js',
      '/%00.js',
      '/%zz.js',
    ]) {
      const reply = await get(path);
      assert.equal(reply.status, 404, path);
      assert.equal(reply.body, '404 page not found\n');
    }
    for (const path of ['/assets', '/assets/', '/nothing', '//etc/passwd']) {
      const reply = await get(path);
      assert.equal(reply.status, 404, path);
      assert.equal(reply.body, '<p>viewer', 'the page leads back');
    }
  });
});
