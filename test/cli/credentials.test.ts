import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { guard, type Guarded, TLS, TOKEN } from '../support/guarded-jaeger.ts';
import { withoutSecrets } from '../../src/jaeger/credentials.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

const INPUT = 'test/fixtures/jaeger/input.otlp.json';
const FROM = ['--from', '2026-11-22T09:00:00Z'];
const NO_TOKEN = new RegExp(TOKEN);

async function guarded(how: Parameters<typeof guard>[1] = {}): Promise<Guarded> {
  const jaeger = await embeddedBackend();
  await run(['import', INPUT, '--otlp', jaeger.otlpHttp]);
  const proxy = await guard(jaeger, how);
  return {
    ...proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
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

describe('targets', () => {
  const ADD = ['target', 'add', 'prod', '--jaeger-url'];
  const KEPT = ['--ca', `${TLS}/ca.pem`, '--header', 'x-tenant: acme', '--bearer-token'];

  for (const [kind, reference] of [
    ['environment', () => 'env:MY_TOKEN'],
    ['file', (file: string) => `file:${file}`],
    ['command', (file: string) => `command:read -r token < '${file}' && echo "$token"`],
  ] as const)
    test(`a secret from a ${kind} is read when it is needed and not kept`, async () => {
      await using jaeger = await guarded();
      await using folder = await temporaryFolder();
      const token = await fileIn(folder, 'token', `${TOKEN}\n`);
      const env = { XDG_CONFIG_HOME: folder.path, MY_TOKEN: TOKEN, PATH: process.env['PATH'] };
      const added = [...ADD, jaeger.url, '--otlp', jaeger.otlp, ...KEPT, reference(token)];
      assert.equal((await run(added, { env })).error, undefined);
      const { out, note, error } = await run(['traces', '--target', 'prod', ...FROM, '--json'], {
        env: { ...env, JAEGER_LAB_JAEGER_URL: 'http://localhost:1' },
      });
      assert.equal(error, undefined);
      assert.equal((JSON.parse(out) as { found: number }).found, 7);
      assert.match(note, /asking https:\/\/localhost:\d+\/base, by --target prod/);
      const sent = await run(['import', INPUT, '--target', 'prod'], { env });
      assert.equal(sent.error, undefined);
      const listed = await run(['target', 'list', '--json'], { env });
      const file = join(folder.path, 'jaeger-lab', 'targets.json');
      const stored = await readFile(file, 'utf8');
      assert.doesNotMatch(out + note + sent.note + sent.out + listed.out + stored, NO_TOKEN);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    });

  test('doctor sends its marked spans to a target, and reads them back, through what is in front', async () => {
    await using jaeger = await guarded();
    await using folder = await temporaryFolder();
    const env = { XDG_CONFIG_HOME: folder.path, MY_TOKEN: TOKEN };
    const added = [...ADD, jaeger.url, '--otlp', jaeger.otlp, ...KEPT, 'env:MY_TOKEN'];
    await run(added, { env });
    const { out, note, error } = await run(['doctor', '--target', 'prod', '--json'], { env });
    assert.equal(error, undefined);
    const { healthy, marked } = JSON.parse(out) as DoctorAnswer;
    assert.ok(healthy);
    assert.equal(marked.readBack, marked.sent);
    assert.match(note, /examining https:\S+\/base and https:\S+\/otlp, by --target prod/);
    assert.doesNotMatch(out + note, NO_TOKEN);
    const wrong = await run(['doctor', '--target', 'prod', '--json'], {
      env: { ...env, MY_TOKEN: 'another' },
    });
    assert.equal(wrong.error?.exitCode, 1);
    assert.match(wrong.out, /401/);
  });

  test('doctor --target needs the receiver of the target', async () => {
    await using folder = await temporaryFolder();
    const env = { XDG_CONFIG_HOME: folder.path };
    await run([...ADD, 'http://localhost:1'], { env });
    const { error } = await run(['doctor', '--target', 'prod'], { env });
    assert.match(error?.message ?? '', /target "prod" has no OTLP receiver/);
  });

  test('a secret typed as such is refused with the way to reference it', async () => {
    await using folder = await temporaryFolder();
    const env = { XDG_CONFIG_HOME: folder.path };
    const cases: [args: string[], sentence: RegExp, hint: RegExp][] = [
      [['--bearer-token', TOKEN], /a token is not stored/, /env:VARIABLE, file:PATH or command:/],
      [['--header', `Authorization: Bearer ${TOKEN}`], /authorization may be a secret/, /env:/],
      [['--header', `x-unknown: ${TOKEN}`], /x-unknown may be a secret/, /'x-unknown: REFERENCE'/],
      [['--otlp', `https://me:${TOKEN}@there`], /--otlp has a user or password/, /Basic env:/],
    ];
    for (const [args, sentence, hint] of cases) {
      const { error } = await run([...ADD, 'https://jaeger.example', ...args], { env });
      assert.match(error?.message ?? '', sentence);
      assert.match(error?.hint ?? '', hint);
      assert.doesNotMatch(`${error?.message} ${error?.hint}`, NO_TOKEN);
    }
    assert.equal((await run(['target', 'list'], { env })).out, '');
  });

  test('a secret that is not there, and a target that is not there', async () => {
    await using folder = await temporaryFolder();
    const env = { XDG_CONFIG_HOME: folder.path };
    const add = (name: string, reference: string) =>
      run(['target', 'add', name, '--jaeger-url', 'http://x', '--bearer-token', reference], {
        env,
      });
    await add('by-env', 'env:NOT_THERE');
    await add('by-file', 'file:not-there');
    await add('by-command', `command:echo ${TOKEN}; exit 3`);
    const cases: [target: string, sentence: RegExp, hint: RegExp][] = [
      ['by-env', /token of target "by-env" is not set: the environment has no NOT_THERE/, /export/],
      ['by-file', /cannot read the bearer token of target "by-file"/, /target list/],
      ['by-command', /command for the bearer token .* failed: exit code 3/, /run it by itself/],
      ['by-en', /there is no target "by-en"/, /did you mean by-env\?/],
    ];
    for (const [target, sentence, hint] of cases) {
      const { error, note } = await run(['traces', '--target', target], { env });
      assert.match(error?.message ?? '', sentence);
      assert.match(error?.hint ?? '', hint);
      assert.doesNotMatch(`${error?.message} ${error?.hint} ${note}`, NO_TOKEN);
    }
    assert.match((await run(['target', 'list'], { env })).out, /command:echo …/);
    assert.equal((await run(['target', 'remove', 'by-env'], { env })).error, undefined);
    assert.doesNotMatch((await run(['target', 'list'], { env })).out, /by-env/);
  });

  test('the lab counts where it is named', async () => {
    const env = { JAEGER_LAB_JAEGER_URL: 'http://localhost:1', HOME: '/nowhere' };
    const { error } = await run(['traces', '--name', 'lab'], { env });
    assert.match(error?.message ?? '', /there is no lab "lab"/);
  });
});
