import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BySide, measuredSides, type OverheadSideName } from '../../../analysis/overhead.ts';
import { type Companion, startCompanion } from '../../../runtime/local/processes.ts';
import { EMBEDDED, embedded } from '../../../runtime/local/jaeger-command.ts';
import { serviceCommand } from '../../../runtime/local/service-command.ts';
import type { Context } from '../../context.ts';

/** Everything that is measured, with a backend of its own. Disposing it leaves no process. */
export interface OverheadParts extends AsyncDisposable {
  readonly sides: BySide<MeasuredService>;
  /** host:port of the backend's health. */
  readonly backend: string;
}

export interface MeasuredService {
  readonly url: string;
  readonly pid: number;
  /** The last lines that it wrote. */
  readonly lastLines: (count: number) => string[];
}

/** What is measured, for a person. */
export const MEASURED = {
  service: 'topology',
  request: 'GET /work',
  does: 'answers at once with a small JSON document, without waiting or calling another service',
} as const;

const HOST = '127.0.0.1';
const START_WITHIN_MS = 20_000;

const TOPOLOGY = JSON.stringify([
  { method: 'GET', path: '/work', latency: { kind: 'fixed', ms: 0 }, errors: 0, steps: [] },
]);

/** What the sides differ in. None of the requests has a parent, so that it is the ratio that decides. */
const SAMPLERS: Readonly<Record<OverheadSideName, (backend: Ports) => Env>> = {
  bare: () => ({}),
  'sampled-100': () => ({ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }),
  'sampled-10': () => ({
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  }),
  'remote-10': ({ sampling = 0 }) => ({
    OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
    OTEL_TRACES_SAMPLER_ARG: `endpoint=http://${HOST}:${sampling}/sampling,pollingIntervalMs=1000,initialSamplingRate=1`,
  }),
};

/** What the backend answers the service that asks for its rate. */
const STRATEGIES = JSON.stringify({ default_strategy: { type: 'probabilistic', param: 0.1 } });

/**
 * Starts a backend, and the same service once for each side, on free ports. All of them stay until the end, so that
 * only one of them works at a time and each is as warm as the others.
 *
 * @param env further variables of the instrumented sides; what makes the sides what they are stays
 * @param hasRemote whether a side asks the backend for its rate
 * @throws LabError (not ready) with the last lines of what does not start; Interrupted; nothing runs then
 */
export async function startOverheadParts(
  env: Env,
  hasRemote: boolean,
  context: Context,
): Promise<OverheadParts> {
  const started: AsyncDisposable[] = [];
  // The backend last: what a service still holds goes there.
  const stop = async (): Promise<void> => {
    await Promise.all(started.slice(1).map((part) => part[Symbol.asyncDispose]()));
    await started[0]?.[Symbol.asyncDispose]();
  };
  try {
    const backend = await (hasRemote ? startAnswering(context) : startBackend([], context));
    started.push(backend);
    const sides: [OverheadSideName, MeasuredService][] = [];
    for (const side of measuredSides(hasRemote)) {
      const own =
        side === 'bare'
          ? {}
          : { ...env, ...sending(backend.said), ...SAMPLERS[side](backend.said) };
      const service = await startService(side, own, context);
      started.push(service);
      const { pid, said, lastLines } = service;
      sides.push([side, { url: `${said}/work`, pid, lastLines }]);
    }
    return {
      sides: Object.fromEntries(sides) as Record<OverheadSideName, MeasuredService>,
      backend: `${HOST}:${backend.said['health'] ?? 0}`,
      [Symbol.asyncDispose]: stop,
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

type Env = Readonly<Record<string, string>>;
type Ports = Readonly<Record<string, number>>;

/** A backend that answers services that ask for their rate. It keeps to what it has read: the file is gone afterwards. */
async function startAnswering(context: Context): Promise<Companion<Ports>> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-overhead-'));
  try {
    const file = join(folder, 'strategies.json');
    await writeFile(file, STRATEGIES);
    return await startBackend([`--sampling-strategies=${file}`], context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function startBackend(
  more: readonly string[],
  { distFolder, stop }: Context,
): Promise<Companion<Ports>> {
  const anyPort = EMBEDDED.ports.map(({ name, port }) => ({ name, port, host: HOST, hostPort: 0 }));
  const command = embedded(anyPort, HOST, distFolder);
  return startCompanion({
    name: 'the embedded backend',
    command: { ...command, args: [...command.args, ...more] },
    ready: (written) => {
      const line = /^\{"ready":true.*\}$/m.exec(written)?.[0];
      return line === undefined ? undefined : (JSON.parse(line) as { ports: Ports }).ports;
    },
    timeoutMs: START_WITHIN_MS,
    signal: stop,
  });
}

const sending = (backend: Ports): Env => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://${HOST}:${backend['otlp-grpc'] ?? 0}`,
});

function startService(
  side: OverheadSideName,
  own: Env,
  { distFolder, stop }: Context,
): Promise<Companion<string>> {
  const env = { ...own, PORT: '0', TOPOLOGY, OTEL_SERVICE_NAME: `overhead-${side}` };
  const program = {
    kind: 'service',
    service: MEASURED.service,
    ...(side === 'bare' && { untraced: true as const }),
  } as const;
  return startCompanion({
    name: `the service (${side})`,
    command: serviceCommand(program, env, HOST, distFolder),
    ready: (written) => /listens on (\S+);/.exec(written)?.[1],
    timeoutMs: START_WITHIN_MS,
    signal: stop,
  });
}
