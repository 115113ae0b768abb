import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { serveReader } from '../backend/embedded.ts';
import { arrayReader } from '../support/array-reader.ts';
import { replay, serve, VERSIONS } from './recordings.ts';

const UNKNOWN = 'f'.repeat(32);
const SERVICES = [
  'api-gateway',
  'enricher',
  'gateway',
  'order',
  'orphan',
  'payment',
  'user',
  'validator',
  'worker',
];
const OPERATIONS = ['GET', 'GET /process', 'GET /skewed', 'batch', 'get', 'publish'];

for (const version of VERSIONS) {
  for (const without of [undefined, '/api/v3/']) {
    // There the legacy lists are gone, together with the legacy search.
    const hasLists = version !== 'jaeger-main-2026-08' || without === undefined;
    describe(`${version} ${without === undefined ? 'by v3' : 'by the legacy routes'}`, () => {
      const server = () => replay({ folder: version, ...(without !== undefined && { without }) });

      test('a trace that it does not know is undefined', async () => {
        await using jaeger = await server();
        assert.equal(await createJaegerClient({ url: jaeger.url }).trace(UNKNOWN), undefined);
      });

      if (!hasLists) return;
      test('its services and a service’s operations come in order', async () => {
        await using jaeger = await server();
        const client = createJaegerClient({ url: jaeger.url });
        assert.deepEqual(await client.services(), SERVICES);
        assert.deepEqual(await client.operations('gateway'), OPERATIONS);
      });
    });
  }
}

describe('which API there is', () => {
  test('v3 alone is asked where it answers', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    const client = createJaegerClient({ url: jaeger.url });
    await client.services();
    await client.trace(UNKNOWN);
    assert.ok(jaeger.asked.every((path) => path.startsWith('/api/v3/')));
  });

  test('v3 is asked once where it is absent', async () => {
    await using jaeger = await replay({ folder: 'jaeger-1.57', without: '/api/v3/' });
    const client = createJaegerClient({ url: jaeger.url });
    await client.services();
    await client.services();
    assert.deepEqual(jaeger.asked, ['/api/v3/services', '/api/services', '/api/services']);
  });

  test('a 404 that is not Jaeger’s own is an absent route too', async () => {
    await using jaeger = await replay({
      folder: 'jaeger-2.20',
      override: (path) =>
        path.startsWith('/api/v3/') ? { status: 404, body: '404 page not found\n' } : undefined,
    });
    assert.deepEqual(await createJaegerClient({ url: jaeger.url }).services(), SERVICES);
  });

  test('traces are asked for as they were stored', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20', without: '/api/v3/' });
    await createJaegerClient({ url: jaeger.url }).trace(UNKNOWN);
    assert.deepEqual(jaeger.asked, [
      `/api/v3/traces/${UNKNOWN}?rawTraces=true&raw_traces=true`,
      `/api/traces/${UNKNOWN}?raw=true`,
    ]);
  });
});

describe('where Jaeger is', () => {
  test('slashes at the end are not part of its address', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    const client = createJaegerClient({ url: `${jaeger.url}//` });
    assert.equal(client.url, jaeger.url);
    assert.deepEqual(await client.services(), SERVICES);
  });

  test('a base path goes before every route', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20', basePath: '/jaeger' });
    const client = createJaegerClient({ url: `${jaeger.url}/` });
    assert.equal(client.url, jaeger.url);
    assert.deepEqual(await client.services(), SERVICES);
  });

  test('a user and a password are sent, and not shown', async () => {
    let authorization: string | undefined;
    await using jaeger = await serve((request, response) => {
      authorization = request.headers.authorization;
      response.end('{"services":[]}');
    });
    const client = createJaegerClient({ url: jaeger.url.replace('//', '//me:p%40ss@') });
    await client.services();
    assert.equal(authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    assert.equal(client.url, jaeger.url);
  });

  const secrets = [
    'http://me:s3cret@',
    'ftp://me:s3cret@jaeger',
    'me:s3cret@jaeger:16686',
    'http://me:s3cret@jaeger/search?service=a',
    'http://me:s3@cret@jaeger/#x',
    'http://me:%zzs3cret@jaeger',
    'http://%zz@jaeger',
  ];
  for (const url of secrets) {
    test(`what is refused is shown without its password: ${url}`, () => {
      assert.throws(
        () => createJaegerClient({ url }),
        (thrown: unknown) => {
          assert.ok(thrown instanceof LabError);
          assert.equal(thrown.exitCode, EXIT.usage);
          assert.doesNotMatch(`${thrown.message} ${thrown.hint ?? ''}`, /s3|cret|zz/);
          return true;
        },
      );
    });
  }

  const refusals: [title: string, url: string, hint: RegExp][] = [
    ['no scheme', 'localhost:16686', /http:\/\/localhost:16686/],
    ['another scheme', 'ftp://jaeger', /http:\/\/localhost:16686/],
    ['no host', 'http://', /http:\/\/localhost:16686/],
    ['nothing', '', /http:\/\/localhost:16686/],
    ['a page with a query', 'http://jaeger:1/search?service=a', /^use http:\/\/jaeger:1\/search$/],
    ['a page with a fragment', 'http://jaeger:1/#x', /^use http:\/\/jaeger:1$/],
  ];
  for (const [title, url, hint] of refusals) {
    test(`${title}: refused as a mistake of usage`, () => {
      assert.throws(
        () => createJaegerClient({ url }),
        (thrown: unknown) => {
          assert.ok(thrown instanceof LabError);
          assert.equal(thrown.exitCode, EXIT.usage);
          assert.match(thrown.hint ?? '', hint);
          return true;
        },
      );
    });
  }
});

describe('the id of a trace', () => {
  for (const traceId of ['xyz', '', '../services', 'a'.repeat(33)]) {
    test(`"${traceId}" is refused before Jaeger is asked`, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      const client = createJaegerClient({ url: jaeger.url });
      await assert.rejects(client.trace(traceId), { exitCode: EXIT.usage });
      assert.deepEqual(jaeger.asked, []);
    });
  }
});

describe('the version', () => {
  const pages: [title: string, page: string, version: string | undefined][] = [
    [
      'is what the page says',
      '<script>const JAEGER_VERSION = {"gitCommit":"a","gitVersion":"v1.57.0","buildDate":""};</script>',
      '1.57.0',
    ],
    ['of a Jaeger built from source is unknown', 'JAEGER_VERSION = {"gitVersion":""};', undefined],
    ['"dev" is unknown', 'JAEGER_VERSION = {"gitVersion":"dev"};', undefined],
    ['is unknown without a page', '404 page not found', undefined],
    ['is unknown when the page is garbled', 'JAEGER_VERSION = {gitVersion};', undefined],
  ];
  for (const [title, page, version] of pages) {
    test(title, async () => {
      await using jaeger = await serve((_request, response) => response.end(page));
      const client = createJaegerClient({ url: jaeger.url });
      assert.equal(await client.version(), version);
      assert.equal(await client.uiUrl(), page.startsWith('404') ? undefined : jaeger.url);
    });
  }

  test('of the embedded backend is unknown, and its page is not a UI', async () => {
    await using backend = await serveReader(arrayReader([]));
    const client = createJaegerClient({ url: backend.url });
    assert.equal(await client.version(), undefined);
    assert.equal(await client.uiUrl(), undefined);
  });

  test('is unknown where nothing answers', async () => {
    const gone = await serve((_request, response) => response.end());
    await gone[Symbol.asyncDispose]();
    assert.equal(await createJaegerClient({ url: gone.url }).version(), undefined);
  });
});

test('connections are kept between requests, and gone when the client is closed', async () => {
  const ports = new Set<number | undefined>();
  await using jaeger = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('{"services":[]}');
  });
  const client = createJaegerClient({ url: jaeger.url });
  for (let i = 0; i < 8; i += 1) await client.services();
  // Two by turns: the first is not free yet when the answer's last byte is read.
  assert.ok(ports.size <= 2, `${ports.size} connections for 8 requests`);
  await client[Symbol.asyncDispose]();
  await assert.rejects(client.services(), LabError);
});
