import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseFlags } from '../../src/backend/flags.ts';
import { startBackend } from '../../src/backend/start.ts';
import { EXIT } from '../../src/base/errors.ts';
import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import { closedPort } from '../services/listener.ts';
import { withoutEngine } from '../support/local-lab.ts';
import { named } from '../support/doctor-story.ts';

/** An Express app with the SDK as its documentation shows it, and a Jaeger, neither of them a lab's. */

const NAMES = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health'];
const flags = parseFlags([...NAMES.map((name) => `--${name}-port=0`)], {});
const jaeger = await startBackend(flags, () => undefined);
after(() => jaeger.close());
const at = (name: string): string => `http://127.0.0.1:${jaeger.ports[name] ?? 0}`;

const folder = fileURLToPath(new URL('../fixtures/own-app/', import.meta.url));

type Env = Readonly<Record<string, string>>;

interface App extends AsyncDisposable {
  readonly url: string;
}

const PRELOAD = ['--require', `${folder}tracing.cjs`];
const HOOKS = '--experimental-loader=@opentelemetry/instrumentation/hook.mjs';

/** How a service is started: with the SDK before its code, without it, and as an ES module without and with hooks. */
const COMMANDS = {
  sdk: [...PRELOAD, `${folder}app.cjs`],
  none: [`${folder}app.cjs`],
  esm: [...PRELOAD, `${folder}app.mjs`],
  hooks: [HOOKS, ...PRELOAD, `${folder}app.mjs`],
} as const;

async function startApp(env: Env, how: keyof typeof COMMANDS = 'sdk'): Promise<App> {
  const port = await closedPort();
  const child: ChildProcess = spawn(process.execPath, COMMANDS[how], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: at('otlp-http'),
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (child.stdout) await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${port}/order`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function examine(...args: string[]): Promise<DoctorAnswer> {
  await using lab = await withoutEngine();
  const { code, stdout, stderr } = await lab.run('doctor', '--json', '--quiet', ...args);
  assert.ok(stdout !== '', stderr);
  const answer = JSON.parse(stdout) as DoctorAnswer;
  assert.equal(code, answer.healthy ? 0 : 1, stderr);
  return answer;
}

const setUp = (): string[] => ['--otlp', at('otlp-http'), '--jaeger-url', at('query')];

/** A service name of its own for each case: the Jaeger is the same for all. */
let cases = 0;
const newName = (): string => `orders-${(cases += 1)}`;

const GRPC = {
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  OTEL_EXPORTER_OTLP_ENDPOINT: at('otlp-grpc'),
};

const CASES: readonly [title: string, cause: string, env: Env, how?: 'none' | 'esm'][] = [
  ['no server at its endpoint', 'endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }],
  ['HTTP to the port for gRPC', 'protocol', { OTEL_EXPORTER_OTLP_ENDPOINT: at('otlp-grpc') }],
  ['no /v1/traces', 'path', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: at('otlp-http') }],
  ['no exporter', 'disabled', { OTEL_TRACES_EXPORTER: 'none' }],
  ['no SDK', 'disabled', { OTEL_SDK_DISABLED: 'true' }],
  ['no preload', 'uninstrumented', {}, 'none'],
  ['another propagator', 'propagation', { OTEL_PROPAGATORS: 'b3' }],
  ['a sampler that samples nothing', 'sampling', { OTEL_TRACES_SAMPLER: 'always_off' }],
  [
    'a sampler that samples too little',
    'sampling',
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.05' },
  ],
  ['spans that wait', 'index-delay', { OTEL_BSP_SCHEDULE_DELAY: '60000' }],
  ['an ES module without hooks', 'esm', {}, 'esm'],
  ['a queue of one span', 'queue', { OTEL_BSP_MAX_QUEUE_SIZE: '1' }],
  ['a proxy that does not exist', 'proxy', { ...GRPC, grpc_proxy: 'http://127.0.0.1:9' }],
  ['metrics, which Jaeger refuses', 'other-signals', { OTEL_METRICS_EXPORTER: 'otlp' }],
  [
    'a SERVICE_NAME that no SDK reads',
    'service-name',
    { OTEL_SERVICE_NAME: '', SERVICE_NAME: 'x' },
  ],
];

// Most of them wait for a span that does not come.
describe('in a set-up of its own each cause is named', { concurrency: 4 }, () => {
  test('a healthy one raises no alarm', async () => {
    const name = newName();
    await using app = await startApp({ OTEL_SERVICE_NAME: name });
    assert.deepEqual(named(await examine(...setUp(), '--app', app.url, '--services', name)), []);
    assert.deepEqual(named(await examine(...setUp())), []);
  });

  test('an ES module with the hooks that doctor asks for raises no alarm', async () => {
    const name = newName();
    await using app = await startApp({ OTEL_SERVICE_NAME: name }, 'hooks');
    assert.deepEqual(named(await examine(...setUp(), '--app', app.url, '--services', name)), []);
  });

  for (const [title, cause, env, how] of CASES)
    test(`${title}: ${cause}`, async () => {
      const name = newName();
      await using app = await startApp({ OTEL_SERVICE_NAME: name, ...env }, how);
      const answer = await examine(
        ...setUp(),
        '--app',
        app.url,
        '--services',
        name,
        '--wait',
        '6s',
      );
      assert.deepEqual(named(answer), [`${cause} in ${name}`], JSON.stringify(answer.findings));
      assert.equal(answer.findings[0]?.fix, undefined);
    });

  test('a called service without instrumentation', async () => {
    const [first, second] = [newName(), newName()];
    await using callee = await startApp({ OTEL_SERVICE_NAME: second }, 'none');
    await using app = await startApp({ OTEL_SERVICE_NAME: first, NEXT_URL: callee.url });
    const services = `${first},${second}`;
    const answer = await examine(
      ...setUp(),
      '--app',
      app.url,
      '--services',
      services,
      '--wait',
      '6s',
    );
    assert.deepEqual(named(answer), [`uninstrumented in ${second}`]);
  });

  test('calls that are repeated for one thing each', async () => {
    const [first, second] = [newName(), newName()];
    await using callee = await startApp({ OTEL_SERVICE_NAME: second });
    const env = { OTEL_SERVICE_NAME: first, NEXT_URL: callee.url, NEXT_TIMES: '8' };
    await using app = await startApp(env);
    const services = ['--services', `${first},${second}`];
    assert.deepEqual(named(await examine(...setUp(), '--app', app.url, ...services)), [
      `n-plus-one in ${first}`,
    ]);
  });

  test('a store in memory that is full', async () => {
    const ports = NAMES.map((name) => `--${name}-port=0`);
    const small = await startBackend(
      parseFlags([...ports, '--max-traces=10'], {}),
      () => undefined,
    );
    try {
      const of = (name: string): string => `http://127.0.0.1:${small.ports[name] ?? 0}`;
      const name = newName();
      const env = { OTEL_SERVICE_NAME: name, OTEL_EXPORTER_OTLP_ENDPOINT: of('otlp-http') };
      await using app = await startApp(env);
      const setUp = ['--otlp', of('otlp-http'), '--jaeger-url', of('query')];
      const asked = [...setUp, '--app', app.url, '--services', name, '--wait', '3s'];
      assert.deepEqual(named(await examine(...asked)), ['memory-full in jaeger']);
    } finally {
      await small.close();
    }
  });

  test('an app, a Jaeger or a receiver that does not answer', async () => {
    const port = await closedPort();
    const gone = `http://127.0.0.1:${port}`;
    assert.deepEqual(
      named(await examine(...setUp(), '--app', `${gone}/order`, '--services', 'a')),
      ['down in a'],
    );
    const noJaeger = ['--otlp', at('otlp-http'), '--jaeger-url', gone];
    assert.deepEqual(named(await examine(...noJaeger)), ['down in jaeger']);
    const noOtlp = ['--otlp', gone, '--jaeger-url', at('query')];
    assert.deepEqual(named(await examine(...noOtlp)), ['jaeger-otlp in jaeger']);
    const grpc = ['--otlp', at('otlp-grpc'), '--jaeger-url', at('query')];
    assert.deepEqual(named(await examine(...grpc)), ['protocol in jaeger']);
  });
});

test('options that name only a part of a set-up are refused', async () => {
  await using lab = await withoutEngine();
  for (const args of [
    ['--otlp', 'http://x'],
    ['--app', 'http://x'],
    ['--otlp', 'x', '--jaeger-url', 'http://y'],
  ]) {
    const refused = await lab.run('doctor', ...args);
    assert.equal(refused.code, EXIT.usage, refused.stderr);
  }
});
