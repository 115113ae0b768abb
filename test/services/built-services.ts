import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildServices } from '../../scripts/build/services.ts';
import { messageOf } from '../../src/base/log-entry.ts';

export type ServiceName =
  | ('gateway' | 'validator' | 'enricher')
  | ('api-gateway' | 'user' | 'order' | 'payment')
  | ('sync-gateway' | 'sync' | 'relay')
  | 'topology';
export type Env = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Service extends AsyncDisposable {
  /** Of the relay, which speaks no HTTP, only host and port. */
  readonly url: string;
  /** What it has written so far, stdout and stderr in their order; of lines of JSON, their messages. */
  log(): string;
  /** The same as it was written. */
  written(): string;
  lines(pattern: RegExp): string[];
  /** Sends the signal and waits for the end. @throws when it is still there after ten seconds */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** The one that a request enters by, and all of them, it first. */
export interface ConnectedServices extends Service {
  readonly all: readonly Service[];
}

export interface BuiltServices extends AsyncDisposable {
  readonly outdir: string;
  /** Resolves when the service says where it listens. @throws with its log when it ends before that */
  start(name: ServiceName, env?: Env, options?: { preload: boolean }): Promise<Service>;
  /** Runs a service that is expected to end by itself. */
  run(name: ServiceName, env: Env): Promise<Ended & { log: string }>;
  /** gateway, validator and enricher, connected. */
  startAll(env?: Env): Promise<ConnectedServices>;
  /** api-gateway, user, order and payment, each connected to the next. */
  startChain(env?: Env): Promise<ConnectedServices>;
  /** sync-gateway, sync and the relay before the Redis at `redis` (host:port), connected. */
  startSync(redis: string, env?: Env): Promise<ConnectedServices>;
}

const DEADLINE_MS = 10_000;

/** Builds the services into the folder that their image is made of: what runs here is what runs in a container. */
export async function buildForTest(): Promise<BuiltServices> {
  const outdir = await mkdtemp(join(tmpdir(), 'jaeger-lab-services-'));
  const app = join(outdir, 'services');
  await buildServices(outdir);

  const start: BuiltServices['start'] = async (name, env = {}, { preload } = { preload: true }) => {
    const service = launch(app, name, env, preload);
    await Promise.race([service.listening, service.ended]);
    const url = /listens on (\S+);/.exec(service.log())?.[1];
    if (url === undefined) throw new Error(`${name} does not listen:\n${service.log()}`);
    return { ...service, url };
  };
  return {
    outdir,
    start,
    async run(name, env) {
      const service = launch(app, name, env, true);
      const ended = await within(service.ended, `${name} to end`);
      return { ...ended, log: service.log() };
    },
    async startAll(env = {}) {
      const [validator, enricher] = await Promise.all([
        start('validator', env),
        start('enricher', env),
      ]);
      const urls = { VALIDATOR_URL: validator.url, ENRICHER_URL: enricher.url };
      const gateway = await start('gateway', { ...urls, ...env });
      return connected(gateway, validator, enricher);
    },
    async startChain(env = {}) {
      const payment = await start('payment', env);
      const order = await start('order', { PAYMENT_URL: payment.url, ...env });
      const user = await start('user', { ORDER_URL: order.url, ...env });
      const apiGateway = await start('api-gateway', { USER_URL: user.url, ...env });
      return connected(apiGateway, user, order, payment);
    },
    async startSync(redis, env = {}) {
      const relay = await start('relay', { TARGET: redis, ROUND_TRIP_MS: '4' }, { preload: false });
      const sync = await start('sync', { REDIS_URL: `redis://${relay.url}`, ...env });
      const gateway = await start('sync-gateway', { SYNC_URL: sync.url, ...env });
      return connected(gateway, sync, relay);
    },
    [Symbol.asyncDispose]: () => rm(outdir, { recursive: true, force: true }),
  };
}

const connected = (entry: Service, ...others: readonly Service[]): ConnectedServices => {
  const all = [entry, ...others];
  return {
    ...entry,
    all,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((service) => service[Symbol.asyncDispose]()));
    },
  };
};

type Launched = Omit<Service, 'url'> & {
  readonly listening: Promise<unknown>;
  readonly ended: Promise<Ended>;
};

function launch(app: string, name: ServiceName, env: Env, preload: boolean): Launched {
  const script = join(app, `${name}.cjs`);
  const child = spawn(
    process.execPath,
    preload ? ['--require', join(app, 'tracing.cjs'), script] : [script],
    { env: { PATH: process.env['PATH'], PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  const messages = (): string[] => log.split('\n').map(messageOf);
  const listening = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('listens on')) resolve(undefined);
      });
    }
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    listening,
    ended,
    log: () => messages().join('\n'),
    written: () => log,
    lines: (pattern) => messages().filter((line) => pattern.test(line)),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return await within(ended, `${name} to end after ${signal}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const timer = new AbortController();
  const late = sleep(DEADLINE_MS, undefined, timer).then(
    () => Promise.reject(new Error(`timed out after ${DEADLINE_MS} ms, waiting for ${what}`)),
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
