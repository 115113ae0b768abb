import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

const TLS = 'test/fixtures/tls';
const pem = (name: string): string => readFileSync(join(TLS, `${name}.pem`), 'utf8');
const INPUT = 'test/fixtures/jaeger/input.otlp.json';
const FROM = ['--from', '2026-11-22T09:00:00Z'];
const TOKEN = 'a-token-to-keep-secret';

function refusalOf({ headers, url = '' }: IncomingMessage) {
  if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, text: 'no token' };
  if (headers['x-tenant'] !== 'acme') return { status: 403, text: 'missing tenant header' };
  return url.startsWith('/base/') ? undefined : { status: 404, text: 'not found' };
}

/** TLS, a token, a tenant and a base path in front of the embedded Jaeger, as a reverse proxy has them. */
async function guarded(requestCert = false): Promise<{ url: string } & AsyncDisposable> {
  const jaeger = await embeddedBackend();
  await run(['import', INPUT, '--otlp', jaeger.otlpHttp]);
  const tls = { key: pem('server-key'), cert: pem('server'), ca: pem('ca') };
  const server = createServer(
    { ...tls, requestCert, rejectUnauthorized: requestCert },
    (asked, answer) => {
      const refused = refusalOf(asked);
      if (refused) {
        answer.writeHead(refused.status).end(refused.text);
        return;
      }
      const { url = '' } = asked;
      const forwarded = request(`${jaeger.query}${url.slice('/base'.length)}`, (from) => {
        answer.writeHead(from.statusCode ?? 500, from.headers);
        from.pipe(answer);
      });
      forwarded.end();
    },
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/base`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await jaeger[Symbol.asyncDispose]();
    },
  };
}

describe('a Jaeger behind TLS, a token, a tenant and a base path', () => {
  const commands = [
    'slowest',
    'traces',
    'deps',
    'verify',
    'trace slowest',
    'compare median slowest',
  ];

  test('every command reads it, and none shows the secret', async () => {
    await using jaeger = await guarded();
    await using folder = await temporaryFolder();
    const token = await fileIn(folder, 'token', `${TOKEN}\n`);
    const of = ['--jaeger-url', jaeger.url, '--ca', `${TLS}/ca.pem`, '--bearer-token-file', token];
    for (const command of commands)
      for (const format of [['--json'], ['--format', 'table']]) {
        const typed = [...command.split(' '), ...of, '--header', 'x-tenant: acme', ...FROM];
        const { out, note, error } = await run([...typed, ...format], { isTTY: true } as object);
        assert.ok(error === undefined || error.exitCode === 1, error?.message);
        assert.doesNotMatch(out + note, new RegExp(TOKEN));
      }
  });

  test('headers and address from the environment', async () => {
    await using jaeger = await guarded();
    const env = {
      JAEGER_LAB_JAEGER_URL: jaeger.url,
      JAEGER_LAB_HEADERS: `Authorization: Bearer ${TOKEN}\nx-tenant: acme`,
    };
    const { out, note } = await run(['traces', '--insecure', ...FROM, '--json'], { env });
    assert.equal((JSON.parse(out) as { found: number }).found, 7);
    assert.match(note, /asking https:\/\/localhost:\d+\/base, by JAEGER_LAB_JAEGER_URL/);
    assert.match(note, /certificate of the server is not checked \(--insecure\)/);
  });

  test('a client certificate', async () => {
    await using jaeger = await guarded(true);
    const of = ['--jaeger-url', jaeger.url, '--ca', `${TLS}/ca.pem`, ...FROM, '--json'];
    const env = { JAEGER_LAB_HEADERS: `Authorization: Bearer ${TOKEN}\nx-tenant: acme` };
    const own = ['--cert', `${TLS}/client.pem`, '--key', `${TLS}/client-key.pem`];
    const { out } = await run(['traces', ...of, ...own], { env });
    assert.equal((JSON.parse(out) as { found: number }).found, 7);
    assert.match((await run(['traces', ...of], { env })).error?.message ?? '', /cannot reach/);
  });

  test('what is missing is one sentence that names the option', async () => {
    await using jaeger = await guarded();
    const of = ['--jaeger-url', jaeger.url, ...FROM];
    const ca = ['--ca', `${TLS}/ca.pem`];
    const bearer = ['--header', `Authorization: Bearer ${TOKEN}`];
    const cases: [args: string[], sentence: RegExp, hint: RegExp][] = [
      [[], /certificate is signed by an unknown CA/, /--ca FILE/],
      [ca, /requires authentication \(401: no token\)/, /--bearer-token-file FILE/],
      [[...ca, ...bearer], /requires a tenant \(403: missing tenant header\)/, /--header/],
      [['--ca', 'nowhere.pem'], /cannot read nowhere\.pem/, /--ca/],
      [['--ca', INPUT], /cannot reach .*(not PEM|unknown CA)/, /PEM|--ca/],
      [['--header', TOKEN], /a header is not NAME: VALUE/, /x-tenant: acme/],
      [['--cert', `${TLS}/client.pem`], /--cert and --key belong together/, /PEM/],
    ];
    for (const [args, sentence, hint] of cases) {
      const { error } = await run(['traces', ...of, ...args]);
      assert.match(error?.message ?? '', sentence);
      assert.match(error?.hint ?? '', hint);
      assert.doesNotMatch(`${error?.message} ${error?.hint}`, new RegExp(TOKEN));
    }
  });
});
