import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../src/base/errors.ts';
import { freePorts } from '../../src/runtime/local/free-ports.ts';

/** A backend with OTLP over gRPC and Jaeger's query API. */
export interface Side extends AsyncDisposable {
  readonly pid: number;
  readonly grpc: number;
  readonly query: string;
  readonly readyMs: number;
}

/** Starts a process and waits until its health port answers. @throws LabError on a timeout */
export async function startSide(
  command: string,
  args: readonly string[],
  ports: Ports,
): Promise<Side> {
  const begin = performance.now();
  const child = spawn(command, args, {
    stdio: 'ignore',
    env: { ...process.env, OTEL_TRACES_SAMPLER: 'always_off', COLLECTOR_OTLP_ENABLED: 'true' },
  });
  while (!(await answers(`http://127.0.0.1:${ports.health}${ports.healthPath}`))) {
    if (child.exitCode !== null || performance.now() - begin > 10_000)
      throw new LabError(`${command} did not start`);
    await sleep(2);
  }
  const readyMs = performance.now() - begin;
  const query = `http://127.0.0.1:${ports.query}`;
  return {
    ...{ pid: child.pid ?? 0, grpc: ports.grpc, query, readyMs },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

export interface Ports {
  readonly grpc: number;
  readonly query: number;
  readonly health: number;
  readonly healthPath: string;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** The flags of jaeger-all-in-one 1.57 for the ports of `Side`: OTLP over gRPC, the query API, health. */
const LISTENS = [
  'collector.otlp.grpc.host-port',
  'query.http-server.host-port',
  'admin.http.host-port',
];
const OTHER_LISTENERS = [
  'collector.otlp.http.host-port',
  'query.grpc-server.host-port',
  'collector.grpc-server.host-port',
  'collector.http-server.host-port',
  'http-server.host-port',
  'processor.jaeger-binary.server-host-port',
  'processor.jaeger-compact.server-host-port',
  'processor.zipkin-compact.server-host-port',
];

/** A real jaeger-all-in-one 1.57 on ports of its own. */
export const startJaeger =
  (binary: string, ...own: string[]) =>
  async (): Promise<Side> => {
    const flags = [...LISTENS, ...OTHER_LISTENERS];
    const ports = await freePorts(flags.length, '127.0.0.1');
    const [grpc = 0, query = 0, health = 0] = ports;
    const args = [...own, ...flags.map((flag, at) => `--${flag}=127.0.0.1:${ports[at]}`)];
    return startSide(binary, args, { grpc, query, health, healthPath: '/' });
  };
