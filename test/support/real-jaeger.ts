import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ALL_IN_ONE_LISTENERS, listeningOn } from '../../scripts/bench/all-in-one-listeners.ts';
import { inContainer } from '../../src/runtime/jaeger-profile.ts';
import { jaeger2Config } from '../../src/runtime/jaeger2-config.ts';
import { closedPorts } from '../services/listener.ts';

/** A real Jaeger with in-memory storage, on ports of its own. */
export interface RealJaeger extends AsyncDisposable {
  readonly otlpGrpc: string;
  readonly otlpHttp: string;
  readonly query: string;
}

/** What a program is given so that it listens on these ports; the first three are those of RealJaeger. */
interface Launch {
  readonly ports: number;
  readonly args: (ports: readonly number[]) => readonly string[];
  readonly env?: (ports: readonly number[]) => Readonly<Record<string, string>>;
}

export const JAEGER_1: Launch = {
  ports: ALL_IN_ONE_LISTENERS.length,
  args: listeningOn,
  env: () => ({ COLLECTOR_OTLP_ENABLED: 'true' }),
};

/** In the order of their ports here. */
const PORTS_2 = [4317, 4318, 16686, 16685, 13133];

/** Its own metrics would be on a port that is the same for all. */
const QUIET = `  telemetry: { metrics: { level: none } }\n`;

export const JAEGER_2: Launch = {
  ports: PORTS_2.length,
  args: () => ['--config', 'env:JAEGER_CONFIG'],
  env: (ports) => ({
    JAEGER_CONFIG: PORTS_2.reduce(
      (config, port, index) =>
        config.replaceAll(`"0.0.0.0:${port}"`, `"127.0.0.1:${ports[index]}"`),
      jaeger2Config({ at: inContainer }).replace('service:\n', `service:\n${QUIET}`),
    ),
  }),
};

/** Another process may take a port between its choice and its use: then others are chosen. */
export async function startJaeger(
  program: string,
  launch: Launch,
  attemptsLeft = 3,
): Promise<RealJaeger> {
  const ports = await closedPorts(launch.ports);
  const child = spawn(program, launch.args(ports), {
    // Else it traces itself, and takes ten seconds to stop.
    env: { ...launch.env?.(ports), OTEL_TRACES_SAMPLER: 'always_off' },
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  const [otlpGrpc, otlpHttp, query] = ports.map((port) => `http://127.0.0.1:${port}`);
  const jaeger = { otlpGrpc: otlpGrpc!, otlpHttp: otlpHttp!, query: query! };
  for (let wait = 0; !(await isReady(jaeger)); wait += 1) {
    if (child.exitCode !== null && attemptsLeft > 1)
      return startJaeger(program, launch, attemptsLeft - 1);
    assert.ok(wait < 200 && child.exitCode === null, `${program} starts`);
    await sleep(50);
  }
  return {
    ...jaeger,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

/** Some versions open the query API before the receivers. */
async function isReady({ query, otlpHttp }: RealJaegerUrls): Promise<boolean> {
  const answers = (url: string, init?: RequestInit): Promise<boolean> =>
    fetch(url, init).then(
      async (response) => {
        await response.text();
        return response.ok;
      },
      () => false,
    );
  const empty = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
  return (
    (await answers(`${query}/api/services`)) && (await answers(`${otlpHttp}/v1/traces`, empty))
  );
}

type RealJaegerUrls = Pick<RealJaeger, 'query' | 'otlpHttp'>;
