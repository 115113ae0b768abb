import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard, TLS, TOKEN } from '../support/guarded-jaeger.ts';
import { assertCode, type Ended, program, type Program } from '../support/program.ts';
import { JAEGER_2, startJaeger } from '../support/real-jaeger.ts';
import { run } from '../support/run.ts';
import { realProgram } from '../support/real-programs.ts';
import { closedPorts } from '../services/listener.ts';

const { path, skip } = realProgram('JAEGER_LAB_TEST_JAEGER_2');
const INPUT = resolve('test/fixtures/jaeger/input.otlp.json');
const APP = resolve('test/fixtures/own-app');
const FROM = ['--from', '2026-11-22T09:00:00Z', '--to', '2026-11-22T10:00:00Z'];

const READING = [
  'slowest',
  'traces',
  'trace slowest',
  'compare slowest median',
  'deps',
  'verify',
  'report --format md',
];

/** All that the program has written, files and output. */
async function allFiles(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

/** The command lines of all processes, while a command that holds the secret runs. */
async function commandLinesDuring(here: Program, args: readonly string[]): Promise<string> {
  const { child, ended } = here.start(...args);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  for (let waits = 0; output === '' && waits < 400; waits += 1) await sleep(50);
  assert.match(output, /http:\/\/localhost/, 'the page is served');
  const lines = execFileSync('ps', ['-e', '-ww', '-o', 'args='], { encoding: 'utf8' });
  child.kill('SIGINT');
  await ended;
  return lines;
}

describe(
  'a real Jaeger behind TLS, a token, a tenant, a base path and a client certificate',
  { skip },
  () => {
    test('all commands read it by a target, and no secret is left anywhere', async () => {
      await using jaeger = await startJaeger(path, JAEGER_2);
      await using proxy = await guard(jaeger, { requestCert: true });
      await using here = await program({ MY_TOKEN: TOKEN });
      const config = join(here.folder, 'config');
      here.env['XDG_CONFIG_HOME'] = config;
      const tls = ['ca', 'cert', 'key'].flatMap((option) => {
        const name = { ca: 'ca', cert: 'client', key: 'client-key' }[option];
        return [`--${option}`, resolve(TLS, `${name}.pem`)];
      });
      const added = [
        'target',
        'add',
        'prod',
        '--jaeger-url',
        proxy.url,
        '--otlp',
        proxy.otlp,
        ...tls,
      ];
      const secrets = ['--bearer-token', 'env:MY_TOKEN', '--header', 'x-tenant: acme'];
      const shown: string[] = [];
      const ran: Ended[] = [await here.run(...added, ...secrets)];
      ran.push(await here.run('import', INPUT, '--target', 'prod', '--json'));
      for (const ended of ran) assertCode(ended, 0);
      for (const command of READING) {
        const typed = [...command.split(' '), '--target', 'prod', ...FROM];
        const { out, note, error } = await run(typed, { env: here.env });
        assert.ok(error === undefined || error.exitCode === 1, error?.message);
        assert.match(note, /asking https:\/\/localhost:\d+\/base, by --target prod/);
        shown.push(out, note);
      }
      const watched = await here.run('watch', '--for', '1s', '--target', 'prod');
      assertCode(watched, 0);
      assert.match(watched.stderr, /Waiting for new traces in https:/);
      ran.push(watched);
      const examined = await here.run('doctor', '--target', 'prod', '--json');
      assertCode(examined, 0);
      ran.push(examined);
      const page = ['report', '--out', 'report.html', '--target', 'prod', ...FROM];
      ran.push(await here.run(...page));
      const wrong: [added: string[], sentence: RegExp][] = [
        [[...tls, '--bearer-token', 'command:echo wrong', '--header', 'x-tenant: acme'], /\(401/],
        [
          [...tls, '--bearer-token', 'env:MY_TOKEN'],
          /requires a tenant \(403: missing tenant header\)/,
        ],
        [['--ca', resolve(TLS, 'ca.pem')], /requires a client certificate.*--cert FILE/],
        [secrets, /signed by an unknown CA/],
      ];
      for (const [index, [how, sentence]] of wrong.entries()) {
        assertCode(
          await here.run('target', 'add', `w${index}`, '--jaeger-url', proxy.url, ...how),
          0,
        );
        const { error } = await run(['traces', '--target', `w${index}`], { env: here.env });
        const said = `${error?.message} ${error?.hint}`;
        assert.match(said, sentence);
        shown.push(said);
      }
      const lines = await commandLinesDuring(here, ['ui', '--target', 'prod']);
      const written = [...shown, ...ran.map(({ stdout, stderr }) => stdout + stderr)].join('\n');
      const kept = (await allFiles(here.folder)) + (await allFiles(here.stateHome));
      for (const [what, text] of Object.entries({ lines, written, kept }))
        assert.ok(!text.includes(TOKEN), `the secret is in the ${what}`);
    });
  },
);

/** A service of one's own with the SDK's defaults, which sends to a Jaeger of one's own. */
async function startService(
  name: string,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<AsyncDisposable> {
  const args = ['--require', join(APP, 'tracing.cjs'), join(APP, 'app.cjs')];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, OTEL_SERVICE_NAME: name, PORT: String(port), ...env },
    stdio: 'ignore',
  });
  const closed = new Promise((done) => child.on('close', done));
  for (let waits = 0; waits < 400; waits += 1) {
    if (
      await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(50);
  }
  return {
    async [Symbol.asyncDispose]() {
      child.kill();
      await closed;
    },
  };
}

test('a CI job: own services, own Jaeger, load, verify, report', { skip }, async () => {
  await using jaeger = await startJaeger(path, JAEGER_2);
  const [shop = 0, stock = 0] = await closedPorts(2);
  const sent = { OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpHttp, OTEL_BSP_SCHEDULE_DELAY: '200' };
  await using downstream = await startService('stock', stock, sent);
  const next = { NEXT_URL: `http://127.0.0.1:${stock}/order` };
  await using entry = await startService('shop', shop, { ...sent, ...next });
  assert.notEqual(downstream, entry);
  await using here = await program({ JAEGER_LAB_JAEGER_URL: jaeger.query });
  await writeFile(join(here.folder, 'rules.yaml'), 'roots: 1\nedges: [shop -> stock]\nerrors: 0\n');
  const url = `http://127.0.0.1:${shop}/order`;
  const loaded = await here.run('load', '--url', url, '--n', '20', '--interval', '0', '--json');
  assertCode(loaded, 0);
  const { traces } = JSON.parse(loaded.stdout) as { traces: { readable: number } };
  assert.equal(traces.readable, 20);
  const latest = ['--run', 'latest'];
  const checked = ['--expect', 'rules.yaml', '--at-least', '20', '--junit', 'verify.xml'];
  assertCode(await here.run('verify', ...latest, ...checked), 0);
  const junit = await readFile(join(here.folder, 'verify.xml'), 'utf8');
  assert.match(junit, /tests="\d+" failures="0"/);
  assertCode(await here.run('report', ...latest, '--out', 'report.html'), 0);
  const ranked = await here.run('slowest', ...latest);
  assertCode(ranked, 0);
  assert.match(ranked.stdout, /^place\tshop\t/m);
});
