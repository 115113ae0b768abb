import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { closedPorts } from '../services/listener.ts';
import { serve } from '../jaeger/recordings.ts';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';
import { tracedService } from '../support/traced-service.ts';

const FAST = ['--interval', '0', '--wait', '5s'];

interface Load {
  readonly run: number;
  readonly traces: { readonly expected: number; readonly readable: number };
  readonly byRequest?: readonly { readonly name: string; readonly requests: number }[];
}

/** A Jaeger, and a state folder without a lab. */
async function ownSystem() {
  const jaeger = await embeddedBackend();
  const folder = await temporaryFolder();
  return {
    jaeger,
    folder,
    env: { XDG_STATE_HOME: folder.path, SECRET: 'a-secret' },
    at: ['--jaeger-url', jaeger.query],
    async [Symbol.asyncDispose]() {
      await jaeger[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('load --url', () => {
  for (const [how, behaviour] of [
    ['that names its traces', { responds: true }],
    ['that does not', {}],
  ] as const)
    test(`a service ${how}: the run can be read, ranked and verified`, async () => {
      await using own = await ownSystem();
      await using shop = await tracedService(own.jaeger.otlpHttp, behaviour);
      const { env, at } = own;
      const sent = ['load', '--url', `${shop.url}/cart?q=1`, '-n', '12', ...FAST, ...at];
      const loaded = await run([...sent, '--json'], { env });
      assert.equal(loaded.error, undefined, loaded.error?.message);
      const { run: id, traces } = JSON.parse(loaded.out) as Load;
      assert.deepEqual([traces.expected, traces.readable], [12, 12]);
      const started = shop.requests.filter(({ headers }) => 'traceparent' in headers);
      assert.equal(started.length, 'responds' in behaviour ? 1 : 12);
      const verified = await run(['verify', '--run', String(id), ...at, '--json'], { env });
      assert.equal(verified.error, undefined, verified.error?.message);
      assert.equal((JSON.parse(verified.out) as { verified: number }).verified, 12);
      const ranked = await run(['slowest', '--run', 'latest', ...at, '--format', 'table'], { env });
      assert.match(ranked.out, /12 traces of run 1/);
      const found = await run(['traces', ...at, '--json'], { env });
      assert.doesNotMatch(found.out, /orphan|"problems":\["/);
    });

  test('without ids, the traces of its time are read', async () => {
    await using own = await ownSystem();
    await using shop = await tracedService(own.jaeger.otlpHttp);
    const { env, at } = own;
    const sent = await run(['load', '--url', shop.url, '-n', '3', '--ids', 'none', ...FAST], {
      env,
    });
    assert.equal(sent.error, undefined, sent.error?.message);
    assert.ok(shop.requests.every(({ headers }) => !('traceparent' in headers)));
    const found = await run(['traces', '--run', '1', ...at, '--json'], { env });
    assert.equal((JSON.parse(found.out) as { found: number }).found, 3);
  });

  test('responses without the header are reported where the ids are to come from it', async () => {
    await using own = await ownSystem();
    await using shop = await tracedService(own.jaeger.otlpHttp);
    const { env, at } = own;
    const of = ['load', '--url', shop.url, '-n', '2', ...FAST, ...at, '--ids'];
    const silent = await run([...of, 'traceresponse'], { env });
    assert.equal(silent.error, undefined);
    assert.match(silent.note, /2 responses had no traceresponse header.*--ids auto/);
    assert.doesNotMatch((await run([...of, 'auto'], { env })).note, /traceresponse/);
  });

  test('several requests by weight, with methods, bodies and secrets by reference', async () => {
    await using own = await ownSystem();
    await using shop = await tracedService(own.jaeger.otlpHttp);
    const { env, at, folder } = own;
    const file = await fileIn(
      folder,
      'requests.yaml',
      `cart: { url: /cart, weight: 3 }\npay: { url: /pay, data: '{"n": 1}', headers: { X-Key: env:SECRET } }\n`,
    );
    const sent = ['load', '--url', shop.url, '--requests', file, '-n', '8', ...FAST, ...at];
    const loaded = await run([...sent, '--json'], { env });
    assert.equal(loaded.error, undefined, loaded.error?.message);
    const { byRequest = [] } = JSON.parse(loaded.out) as Load;
    assert.deepEqual(
      byRequest.map(({ name, requests }) => [name, requests]),
      [
        ['cart', 6],
        ['pay', 2],
      ],
    );
    const paid = shop.requests.find(({ line }) => line === 'POST /pay');
    assert.ok(paid);
    assert.equal(paid.body, '{"n": 1}');
    const { 'x-key': key, 'content-type': type } = paid.headers as Record<string, string>;
    assert.deepEqual([key, type], ['a-secret', 'application/json']);
    const ledger = await readFile(join(folder.path, 'jaeger-lab/lab/runs/1.json'), 'utf8');
    assert.doesNotMatch(ledger + loaded.out + loaded.note, /a-secret/);
  });

  test('a failed request makes the exit code 1', async () => {
    await using own = await ownSystem();
    await using shop = await tracedService(own.jaeger.otlpHttp, { status: 500 });
    const sent = ['load', '--url', shop.url, '-n', '2', ...FAST, ...own.at];
    const { error } = await run(sent, { env: own.env });
    assert.match(error?.message ?? '', /all 2 requests to http.* failed: 2 http-status 500/);
    assert.equal(error?.exitCode, 1);
    const { hint = '' } = error;
    assert.match(hint, /^jaeger-lab verify --jaeger-url http\S+ --run 1$/);
    // It can be typed, and shows where the requests failed.
    const typed = hint.split(' ').slice(1);
    const verified = await run(typed, { env: own.env });
    assert.match(verified.out, /^failure\tfailed\t.*shop GET \/ failed/m);
  });

  test('where nothing listens, the hint waits for the service', async () => {
    await using own = await ownSystem();
    const [port = 0] = await closedPorts(1);
    const url = `http://127.0.0.1:${port}/`;
    const { error } = await run(['load', '--url', url, '-n', '2', ...FAST, ...own.at], {
      env: own.env,
    });
    assert.match(error?.message ?? '', /failed: 2 refused$/);
    assert.match(error?.hint ?? '', /^start the service, or wait for it: curl --retry .* http:/);
  });

  test('a service that only leads to a login fails, and its location is named', async () => {
    await using own = await ownSystem();
    await using server = await serve((_, response) => {
      response.writeHead(302, { location: 'https://login.example/?state=a-secret' }).end();
    });
    const sent = ['load', '--url', server.url, '-n', '2', ...FAST, '--ids', 'none'];
    const { error } = await run(sent, { env: own.env });
    assert.match(error?.message ?? '', /all 2 requests to http.* failed: 2 redirect 302/);
    assert.deepEqual(error?.evidence, [
      '302 redirects to https://login.example/; redirects are not followed',
    ]);
    assert.equal(error.exitCode, 1);
    const allowed = await run([...sent, '--allow-failures', '100%'], { env: own.env });
    assert.equal(allowed.error, undefined);
  });

  const asked: [title: string, args: string[], sentence: RegExp, hint: RegExp][] = [
    [
      'another machine is not sent more than 20/s unasked',
      ['--url', 'http://192.0.2.1/', '--rate', '21/s', '--ids', 'none'],
      /Requests go to 192\.0\.2\.1, which is not this machine: 21 per second/,
      /--yes/,
    ],
    [
      'nor as fast as it can',
      ['--url', 'http://192.0.2.1/', '--interval', '0'],
      /as fast as/,
      /20/,
    ],
    ['no Jaeger', ['--url', 'http://localhost:1/'], /no other Jaeger is named/, /--jaeger-url URL/],
    ['an option that needs it', ['--data', 'x'], /--data needs --url/, /load --url/],
    ['no URL', ['--url', 'shop', '--ids', 'none'], /--url is not an http or https URL/, /http:/],
    [
      'a URL of another protocol, whose password is not repeated',
      ['--url', 'ftp://user:hidden@host/x'],
      /^--url is not an http or https URL$/,
      /^use a URL such as http:/,
    ],
    [
      'a host and a port without a protocol',
      ['--url', 'localhost:5000/cart'],
      /^--url is not an http or https URL$/,
      /http:/,
    ],
    ['faults of the lab', ['--url', 'http://x', '--seed', '1'], /cannot be used with/, /--help/],
  ];
  for (const [title, args, sentence, hint] of asked)
    test(title, async () => {
      await using folder = await temporaryFolder();
      const { error } = await run(['load', ...args], { env: { XDG_STATE_HOME: folder.path } });
      assert.match(error?.message ?? '', sentence);
      assert.match(error?.hint ?? '', hint);
      assert.equal(error?.exitCode, 2);
    });

  test('a question on a terminal', async () => {
    await using folder = await temporaryFolder();
    const ask = (): Promise<string> => Promise.resolve('n');
    const { error } = await run(['load', '--url', 'http://192.0.2.1/', '--rate', '50/s'], {
      env: { XDG_STATE_HOME: folder.path },
      ask,
    });
    assert.match(error?.message ?? '', /no requests were sent/);
    assert.equal(error?.exitCode, 1);
  });
});
