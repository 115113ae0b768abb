import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { test } from 'node:test';

const MAIN = new URL('../../src/backend/main.ts', import.meta.url).pathname;
const PORTS = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health'];
const ANY_PORTS = PORTS.flatMap((name) => [`--${name}-port`, '0']);

type Child = ChildProcessByStdio<null, Readable, Readable>;

const start = (...args: string[]): Child => startWith({}, ...args);

const startWith = (env: NodeJS.ProcessEnv, ...args: string[]): Child =>
  spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });

async function ended(child: Child): Promise<{ code: number | null; err: string }> {
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, err };
}

async function ready(child: Child): Promise<Record<string, number>> {
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return (JSON.parse(line.toString()) as { ports: Record<string, number> }).ports;
}

test('says when it is ready, receives, answers, and ends when it is asked to', async () => {
  const child = start(...ANY_PORTS);
  const end = ended(child);
  const ports = await ready(child);
  const url = (name: string, path: string) => `http://127.0.0.1:${ports[name]}${path}`;

  const traceId = 'ab'.repeat(16);
  const span = { traceId, spanId: 'cd'.repeat(8), name: 'GET /', startTimeUnixNano: '5' };
  const sent = await fetch(url('otlp-http', '/v1/traces'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  assert.equal(sent.status, 200);
  const trace = await (await fetch(url('query', `/api/v3/traces/${traceId}`))).text();
  assert.match(trace, /"name":"GET \/"/);
  const status = (await (await fetch(url('health', '/status'))).json()) as {
    healthy: boolean;
    store: { spans: number };
  };
  assert.deepEqual([status.healthy, status.store.spans], [true, 1]);
  assert.match(await (await fetch(url('health', '/metrics'))).text(), /^jaeger_lab_spans 1$/m);
  const sampling = await fetch(url('sampling', '/sampling?service=shop'));
  assert.match(await sampling.text(), /"samplingRate":1/);

  child.kill('SIGTERM');
  assert.deepEqual(await end, { code: 0, err: '' });
});

test('takes the strategies and the bound that the variables of Jaeger 1 name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-strategies-'));
  const file = join(folder, 'strategies.json');
  const half = { default_strategy: { type: 'probabilistic', param: 0.5 } };
  await writeFile(file, JSON.stringify(half));
  const variables = { SAMPLING_STRATEGIES_FILE: file, MEMORY_MAX_TRACES: '7' };
  const child = startWith(variables, ...ANY_PORTS);
  const end = ended(child);
  const ports = await ready(child);
  const sampling = await fetch(`http://127.0.0.1:${ports['sampling']}/sampling?service=shop`);
  assert.match(await sampling.text(), /"samplingRate":0.5/);
  const status = await (await fetch(`http://127.0.0.1:${ports['health']}/status`)).json();
  assert.equal((status as { store: { maxTraces: number } }).store.maxTraces, 7);
  child.kill('SIGTERM');
  assert.equal((await end).code, 0);
  await rm(folder, { recursive: true });
});

for (const name of ['otlp-grpc', 'otlp-http'])
  test(`one sentence and exit code 3 when the port of ${name} is taken`, async () => {
    const first = start(...ANY_PORTS);
    const firstEnd = ended(first);
    const port = (await ready(first))[name];
    const { code, err } = await ended(start(...ANY_PORTS, `--${name}-port`, String(port)));
    first.kill('SIGTERM');
    assert.equal((await firstEnd).code, 0);
    assert.equal(code, 3);
    assert.match(err, new RegExp(`^port ${port} of 127.0.0.1 is taken, and ${name} needs it\n`));
    assert.doesNotMatch(err, /\n {4}at /);
  });

const wrong: [title: string, args: string[], sentence: RegExp][] = [
  ['a flag that does not exist', ['--colour', 'red'], /--colour/],
  ['a port out of range', ['--query-port', '70000'], /--query-port is a number from 0 to 65535/],
  ['too little memory', ['--max-bytes', '1'], /--max-bytes is a number from 1048576/],
  [
    'strategies that are not there',
    ['--sampling-strategies', '/nowhere'],
    /^cannot read \/nowhere: no such file or directory\n/,
  ],
];
for (const [title, args, sentence] of wrong)
  test(`exit code 2 for ${title}`, async () => {
    const { code, err } = await ended(start(...ANY_PORTS, ...args));
    assert.equal(code, 2);
    assert.match(err, sentence);
    assert.doesNotMatch(err, /\n {4}at /);
  });

/** The status of a request that claims to be for another host, or to come from another site's page. */
const asked = (port: number, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, path: '/', headers }, (answer) => {
      answer.resume();
      done(answer.statusCode ?? 0);
    });
    sent.on('error', fail);
    sent.end();
  });

test('every HTTP port refuses what is meant for another host or comes from another site', async () => {
  const child = start(...ANY_PORTS);
  const end = ended(child);
  const ports = await ready(child);
  for (const name of ['query', 'otlp-http', 'sampling', 'health']) {
    const port = ports[name] ?? 0;
    assert.equal(await asked(port, { host: 'evil.example' }), 403, `${name}: foreign Host`);
    assert.equal(await asked(port, { origin: 'http://evil.example' }), 403, `${name}: Origin`);
    assert.notEqual(await asked(port, {}), 403, name);
  }
  child.kill('SIGTERM');
  await end;
});
