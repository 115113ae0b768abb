import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import { embeddedBackend } from '../support/embedded-backend.ts';
import { guarded, INPUT } from '../support/guarded-backend.ts';
import { TLS, TOKEN } from '../support/guarded-jaeger.ts';
import { run } from '../support/run.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

const FROM = ['--from', '2026-11-22T09:00:00Z'];
const NO_TOKEN = new RegExp(TOKEN);

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

  test('a file that is damaged is named with the place, and not with what is there', async () => {
    const target = (entry: object): string =>
      JSON.stringify({
        version: 1,
        targets: { prod: { jaegerUrl: 'http://localhost', ...entry } },
      });
    const cases: [text: string, sentence: RegExp, hint: RegExp][] = [
      [
        `{ "version": 1,\n  "${TOKEN}": , }`,
        /targets\.json:2:\d+: the JSON is malformed/,
        /correct it/,
      ],
      ['[]', /targets\.json is missing or not as target add writes it/, /remove the file/],
      [target({ ca: 1 }), /targets\.json: targets\.prod\.ca is missing or not/, /correct it/],
      [target({ bearerToken: TOKEN }), /targets\.prod\.bearerToken may hold a secret/, /env:/],
      [target({ headers: { 'x-key': TOKEN } }), /targets\.prod\.headers may hold a/, /env:/],
    ];
    for (const [text, sentence, hint] of cases) {
      await using folder = await temporaryFolder();
      await mkdir(join(folder.path, 'jaeger-lab'));
      await writeFile(join(folder.path, 'jaeger-lab', 'targets.json'), text);
      const env = { XDG_CONFIG_HOME: folder.path };
      const { error } = await run(['traces', '--target', 'prod'], { env });
      assert.equal(error?.exitCode, EXIT.notReady);
      assert.match(error.message, sentence);
      assert.match(error.hint ?? '', hint);
      const { message, hint: typed, evidence, cause } = error;
      assert.doesNotMatch([message, typed, ...evidence, String(cause)].join(), NO_TOKEN);
    }
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
    const [finding] = (JSON.parse(wrong.out) as DoctorAnswer).findings;
    assert.equal(finding?.cause, 'access');
    assert.match(finding.tried, /query API at https:/);
    assert.match(finding.change, /--bearer-token-file FILE/);
  });

  test('doctor names the option where TLS or credentials keep it out', async () => {
    await using jaeger = await guarded({ requestCert: true });
    await using open = await embeddedBackend();
    const query = ['--jaeger-url', open.query];
    const ca = ['--ca', `${TLS}/ca.pem`];
    const own = ['--cert', `${TLS}/client.pem`, '--key', `${TLS}/client-key.pem`];
    const cases: [args: string[], tried: RegExp, change: RegExp][] = [
      [['--jaeger-url', jaeger.url], /query API/, /--ca FILE/],
      [['--jaeger-url', jaeger.url, ...ca], /query API/, /--cert FILE and --key FILE/],
      [['--jaeger-url', jaeger.url, ...ca, ...own], /query API/, /--bearer-token-file FILE/],
      [query, /OTLP over HTTP/, /--ca FILE/],
      [[...query, ...ca], /OTLP over HTTP/, /--cert FILE and --key FILE/],
      [[...query, ...ca, ...own], /OTLP over HTTP/, /--bearer-token-file FILE/],
    ];
    for (const [args, tried, change] of cases) {
      const { out, error, note } = await run(['doctor', '--otlp', jaeger.otlp, ...args, '--json']);
      assert.equal(error?.exitCode, EXIT.no);
      const { findings } = JSON.parse(out) as DoctorAnswer;
      assert.deepEqual(
        findings.map(({ cause }) => cause),
        ['access'],
      );
      assert.match(findings[0]?.tried ?? '', tried);
      assert.match(findings[0]?.change ?? '', change);
      assert.match(note, /examining \S+ and https:\S+\/otlp, by --jaeger-url and --otlp/);
    }
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
      [
        'by-file',
        /cannot read .*not-there: no such file or directory$/,
        /bearer token of target "by-file"/,
      ],
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
