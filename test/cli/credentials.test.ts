import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { guarded, INPUT } from '../support/guarded-backend.ts';
import { TLS, TOKEN } from '../support/guarded-jaeger.ts';
import { withoutSecrets } from '../../src/jaeger/credentials.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

const FROM = ['--from', '2026-11-22T09:00:00Z'];

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
      for (const format of [['--format', 'table']]) {
        const typed = [...command.split(' '), ...of, '--header', 'x-tenant: acme', ...FROM];
        const { out, note, error } = await run([...typed, ...format], { isTTY: true });
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
    const typed = ['traces', '--insecure', ...FROM, '--jaeger-url', jaeger.url];
    const named = await run(typed, { env: { ...env, JAEGER_LAB_JAEGER_URL: '' } });
    assert.match(named.note, /asking https:\/\/localhost:\d+\/base, by --jaeger-url/);
    const quiet = await run([...typed, '--quiet'], { env });
    assert.equal(quiet.note, 'the certificate of the server is not checked (--insecure)\n');
    assert.match(note, /certificate of the server is not checked \(--insecure\)/);
  });

  test('a client certificate', async () => {
    await using jaeger = await guarded({ requestCert: true });
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
      [ca, /requires authentication \(401: no token in ""\)/, /--bearer-token-file FILE/],
      [[...ca, ...bearer], /requires a tenant \(403: missing tenant header\)/, /--header/],
      [
        [...ca, '--header', `Authorization: Basic ${TOKEN}`],
        /requires authentication \(401: no token in "…"\)/,
        /--header/,
      ],
      [['--ca', 'nowhere.pem'], /cannot read nowhere\.pem/, /--ca/],
      [['--ca', INPUT], /input\.otlp\.json holds no certificate in PEM/, /give --ca a file in PEM/],
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

  test('files of TLS that are wrong are named before anything is asked', async () => {
    await using folder = await temporaryFolder();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const form = { type: 'pkcs8', format: 'pem' } as const;
    const other = await fileIn(folder, 'other.pem', privateKey.export(form).toString());
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'open' };
    const encrypted = privateKey.export({ ...form, ...cipher }).toString();
    const locked = await fileIn(folder, 'locked.pem', encrypted);
    const torn = await fileIn(folder, 'torn.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n');
    const [client, key] = [`${TLS}/client.pem`, `${TLS}/client-key.pem`];
    const pair = (cert: string, of: string): string[] => ['--cert', cert, '--key', of];
    const cases: [args: string[], sentence: RegExp, hint: RegExp][] = [
      [
        pair(client, other),
        /other\.pem is not the key of the certificate in .*client\.pem$/,
        /--key/,
      ],
      [
        pair(client, locked),
        /key in .*locked\.pem is encrypted with a passphrase$/,
        /openssl pkey/,
      ],
      [pair(key, key), /client-key\.pem holds no certificate in PEM$/, /--cert/],
      [pair(client, client), /client\.pem holds no private key in PEM$/, /--key/],
      [['--ca', torn], /certificate in .*torn\.pem cannot be read/, /--ca/],
    ];
    for (const [args, sentence, hint] of cases) {
      const { error } = await run(['traces', '--jaeger-url', 'https://127.0.0.1:1', ...args]);
      assert.equal(error?.exitCode, EXIT.usage);
      assert.match(error.message, sentence);
      assert.match(error.hint ?? '', hint);
    }
  });

  test('a client certificate that the server does not accept is named', async () => {
    await using jaeger = await guarded({ requestCert: true });
    const of = ['--jaeger-url', jaeger.url, '--ca', `${TLS}/ca.pem`, ...FROM];
    const own = ['--cert', `${TLS}/stranger.pem`, '--key', `${TLS}/stranger-key.pem`];
    const { error } = await run(['traces', ...of, ...own]);
    assert.match(`${error?.message} ${error?.hint}`, /does not accept .*stranger\.pem/);
    assert.match(error?.hint ?? '', /a CA that the server trusts/);
  });

  test('files of traces need none of it', async () => {
    for (const option of [['--insecure'], ['--ca', `${TLS}/ca.pem`], ['--header', 'x-tenant: a']]) {
      const { error } = await run(['traces', '--file', INPUT, ...option]);
      assert.equal(error?.exitCode, EXIT.usage);
      assert.match(error.message, /--file.* cannot be used with/);
    }
  });

  test('a header by a reference, as in a target', async () => {
    await using jaeger = await guarded();
    const of = ['--jaeger-url', jaeger.url, '--ca', `${TLS}/ca.pem`, ...FROM];
    const typed = ['--header', 'Authorization: Bearer env:MY_TOKEN', '--header', 'x-tenant: acme'];
    const env = { MY_TOKEN: TOKEN };
    assert.equal((await run(['traces', ...of, ...typed], { env })).error, undefined);
    const { error } = await run(['traces', ...of, ...typed], { env: {} });
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(`${error.message} ${error.hint}`, /header Authorization of --header.*MY_TOKEN/is);
  });

  test('a file that holds more than a token', async () => {
    await using folder = await temporaryFolder();
    const file = await fileIn(folder, 'token', `${TOKEN}\nmore\n`);
    const asked = ['traces', '--jaeger-url', 'http://127.0.0.1:1', '--bearer-token-file', file];
    const { error } = await run(asked);
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(error.message, /holds no bearer token$/);
    assert.doesNotMatch(`${error.message} ${error.hint}`, new RegExp(TOKEN));
  });

  test('what a server repeats of a header that came by a reference is not shown', () => {
    const headers = { 'x-tenant': 'acme', 'x-org-id': 'hidden', authorization: 'Bearer token7' };
    const said = 'acme, hidden and token7 are unknown';
    assert.equal(withoutSecrets(said, { headers }), 'acme, hidden and … are unknown');
    const secretHeaders = ['x-org-id'];
    assert.equal(withoutSecrets(said, { headers, secretHeaders }), 'acme, … and … are unknown');
  });

  test('a page to log in', async () => {
    await using jaeger = await guarded({ login: true });
    const of = ['--jaeger-url', jaeger.url, '--ca', `${TLS}/ca.pem`, ...FROM];
    const { error } = await run(['traces', ...of]);
    assert.match(error?.message ?? '', /redirects to https:\/\/login\.example\/\?next=jaeger/);
    assert.match(error?.hint ?? '', /--header or --bearer-token-file/);
  });

  test('spans are sent through it', async () => {
    await using jaeger = await guarded();
    const env = { JAEGER_LAB_HEADERS: `Authorization: Bearer ${TOKEN}\nx-tenant: acme` };
    const sent = await run(
      ['import', INPUT, '--otlp', jaeger.otlp, '--ca', `${TLS}/ca.pem`, '--json'],
      { env },
    );
    assert.equal((JSON.parse(sent.out) as { refusedSpans: number }).refusedSpans, 0);
    const { error } = await run(['import', INPUT, '--otlp', jaeger.otlp, '--insecure']);
    assert.match(error?.message ?? '', /refused the spans \(401/);
    assert.match(error?.hint ?? '', /--bearer-token-file/);
  });
});
