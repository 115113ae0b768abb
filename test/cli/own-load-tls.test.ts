import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { guarded } from '../support/guarded-backend.ts';
import { TLS } from '../support/guarded-jaeger.ts';
import { run } from '../support/run.ts';
import { temporaryFolder } from '../support/trace-files.ts';
import { tracedService } from '../support/traced-service.ts';

const pem = (name: string): string => readFileSync(`${TLS}/${name}.pem`, 'utf8');

interface Service extends AsyncDisposable {
  readonly url: string;
}

/** A service of one's own with a certificate of one's own CA. */
async function secured(requestCert = false): Promise<Service> {
  const server = createServer(
    {
      ...{ key: pem('server-key'), cert: pem('server'), ca: pem('ca') },
      ...{ requestCert, rejectUnauthorized: requestCert },
    },
    (_, response) => response.end('ok'),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/order`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const CA = ['--ca', `${TLS}/ca.pem`];
const CLIENT = ['--cert', `${TLS}/client.pem`, '--key', `${TLS}/client-key.pem`];
const STRANGER = ['--cert', `${TLS}/stranger.pem`, '--key', `${TLS}/stranger-key.pem`];

interface Sent {
  readonly insecure?: boolean;
  readonly summary: { readonly ok: number };
}

async function load(url: string, ...args: string[]) {
  await using folder = await temporaryFolder();
  const env = { XDG_STATE_HOME: folder.path };
  const typed = ['load', '--url', url, '-n', '2', '--interval', '0', '--json'];
  return await run([...typed, '--ids', 'none', ...args], { env });
}

describe('load --url of a service behind TLS', () => {
  test('its certificate is checked by --ca, or not by --insecure, which the answer says', async () => {
    await using service = await secured();
    for (const [args, insecure] of [
      [CA, undefined],
      [['--insecure'], true],
    ] as const) {
      const { out, error } = await load(service.url, ...args);
      assert.equal(error, undefined, error?.message);
      const sent = JSON.parse(out) as Sent;
      assert.deepEqual([sent.summary.ok, sent.insecure], [2, insecure]);
    }
  });

  test('what TLS refuses is a kind of failure, and the hint names the option', async () => {
    await using service = await secured();
    await using strict = await secured(true);
    const cases: [url: string, args: string[], reason: RegExp, hint: RegExp][] = [
      [service.url, [], /signed by an unknown CA/, /^--ca FILE .*--insecure/],
      [strict.url, CA, /requires a client certificate|closed/, /--cert FILE and --key FILE/],
      [
        strict.url,
        [...CA, ...STRANGER],
        /does not accept the certificate in .*stranger\.pem|closed/,
        /--cert FILE and --key FILE/,
      ],
    ];
    for (const [url, args, reason, hint] of cases) {
      const { out, error } = await load(url, ...args);
      assert.equal(error?.exitCode, EXIT.no);
      assert.match(error.hint ?? '', hint);
      const { failures } = (JSON.parse(out) as { summary: { failures: object[] } }).summary;
      assert.match(JSON.stringify(failures), reason);
      assert.match(JSON.stringify(failures), /"kind":"(tls|reset)"/);
    }
    const { error } = await load(strict.url, ...CA, ...CLIENT);
    assert.equal(error, undefined, error?.message);
  });

  test('wrong files are named before anything is sent, and belong to --url', async () => {
    const { error } = await load('https://localhost:1/', ...CLIENT.slice(0, 2));
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(error.message, /--cert and --key belong together/);
    for (const option of [CA, ['--insecure']]) {
      const without = await run(['load', ...option]);
      assert.equal(without.error?.exitCode, EXIT.usage);
      assert.match(without.error.message, /--(ca|insecure) needs --url/);
    }
  });

  test('a Jaeger that is not let in to is a matter of a target', async () => {
    await using jaeger = await guarded();
    await using backend = await embeddedBackend();
    await using shop = await tracedService(backend.otlpHttp);
    const { error } = await load(shop.url, '--ids', 'auto', '--jaeger-url', jaeger.url);
    assert.match(error?.message ?? '', /cannot reach Jaeger at .*unknown CA/);
    assert.match(
      error?.hint ?? '',
      /--target prod: jaeger-lab target add prod --jaeger-url https:/,
    );
  });
});
