import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../src/base/errors.ts';
import { freePorts } from '../../src/runtime/local/free-ports.ts';
import { ADMIN, ALL_IN_ONE_LISTENERS, listeningOn } from './all-in-one-listeners.ts';

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

/** A real jaeger-all-in-one 1.57 on ports of its own. */
export const startJaeger =
  (binary: string, ...own: string[]) =>
  async (): Promise<Side> => {
    const ports = await freePorts(ALL_IN_ONE_LISTENERS.length, '127.0.0.1');
    const [grpc = 0, , query = 0] = ports;
    const health = ports[ADMIN] ?? 0;
    const args = [...own, ...listeningOn(ports)];
    return startSide(binary, args, { grpc, query, health, healthPath: '/' });
  };
