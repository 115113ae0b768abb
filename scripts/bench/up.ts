import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { ask } from '../../src/runtime/probe.ts';
import { jaegerProfile } from '../../src/runtime/jaeger-profile.ts';
import type { Probe } from '../../src/runtime/runtime.ts';
import { ensureCompose, ensureImages } from '../images/ensure.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import type { Bench, BenchResult } from './bench.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 9;
const TARGET = 0.85;
const PATIENCE_MS = 300_000;
/** The polling interval of `up`. */
const ASK_EVERY_MS = 20;

/** The engine continues to clean up after it reports the end; neither side should pay for the other. */
const SETTLING_MS = 1_000;

const PROJECT = 'jaeger-lab-bench';
const LAB = 'bench';

interface Question {
  readonly probe: Probe;
  readonly port: number;
}

const SERVICES: readonly Question[] = [5000, 5001, 5002].map((port) => ({
  probe: { kind: 'http', port: 'http', path: '/healthz' },
  port,
}));

/** Runs a command to its end. @throws Error with its output when it fails */
async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PATIENCE_MS,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr}`);
}

const timed = async (work: () => Promise<void>): Promise<number> => {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
};

/** The probes of `up`, at the same interval. */
async function untilReady(questions: readonly Question[]): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  let open = questions;
  while (open.length > 0) {
    const answers = await Promise.all(open.map(({ probe, port }) => ask(probe, '127.0.0.1', port)));
    open = open.filter((_, index) => answers[index] !== undefined);
    if (performance.now() > giveUpAt) throw new Error(`not ready: ${answers.join('; ')}`);
    if (open.length > 0) await sleep(ASK_EVERY_MS);
  }
}

/** Jaeger's probes on the ports that Compose published, including the automatic one. */
async function jaegerQuestions(docker: Docker): Promise<Question[]> {
  const { ports, ready } = jaegerProfile('2');
  const [container] = await docker.listContainers({
    filters: {
      label: [`com.docker.compose.project=${PROJECT}`, 'com.docker.compose.service=jaeger'],
    },
  });
  return ready.map((probe) => {
    const inside = ports.find(({ name }) => name === probe.port)?.port;
    const port = container?.Ports.find(({ PrivatePort }) => PrivatePort === inside)?.PublicPort;
    if (port === undefined) throw new Error(`Compose publishes no port ${probe.port} of jaeger`);
    return { probe, port };
  });
}

/** A copy that starts all services at once, as `up` does: otherwise the gateway waits for health checks of the others. */
async function withoutHealthWaits(file: string, folder: string): Promise<string> {
  const copy = join(folder, 'compose.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(copy, text.replaceAll('service_healthy', 'service_started'));
  return copy;
}

async function measure(): Promise<BenchResult> {
  const docker = new Docker();
  const making = { note: (text: string) => void process.stderr.write(`${text}\n`) };
  const compose = await ensureCompose(making);
  const images = await ensureImages(docker, ['jaeger2', 'node'], making);
  const stateHome = await mkdtemp(join(tmpdir(), 'jaeger-lab-bench-'));
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    XDG_STATE_HOME: stateHome,
    JAEGER_LAB_IMAGE_JAEGER: images.jaeger2,
    JAEGER_LAB_IMAGE_NODE: images.node,
    COMPOSE_PROGRESS: 'quiet',
  };
  const lab = (...args: string[]): Promise<void> =>
    run(process.execPath, ['dist/main.js', ...args, '--name', LAB, '--quiet'], env);
  const file = await withoutHealthWaits('compose/tutorial.yaml', stateHome);
  const withCompose = (...args: string[]): Promise<void> =>
    run(compose, ['-p', PROJECT, '--project-directory', 'compose', '-f', file, ...args], env);
  try {
    const { up, composeUp } = await interleaved(ROUNDS, {
      up: async () => {
        await sleep(SETTLING_MS);
        const ms = await timed(() => lab('up'));
        await lab('down');
        return ms;
      },
      composeUp: async () => {
        await sleep(SETTLING_MS);
        const ms = await timed(async () => {
          await withCompose('up', '-d', '--no-build');
          await untilReady([...SERVICES, ...(await jaegerQuestions(docker))]);
        });
        await withCompose('down');
        return ms;
      },
    });
    const lines = [
      `jaeger-lab up            ${spread(up, 'ms')}`,
      `docker compose up -d     ${spread(composeUp, 'ms')}`,
    ];
    const what = 'jaeger-lab up over docker compose up -d and the same probes, images warm';
    return { what, ratio: median(up) / median(composeUp), target: TARGET, lines };
  } finally {
    await lab('down').catch(() => undefined);
    await withCompose('down').catch(() => undefined);
    await rm(stateHome, { recursive: true });
  }
}

export const upBench: Bench = {
  name: 'up',
  about:
    'warm up of the tutorial scenario against docker compose up -d of the same, until all answers',
  run: measure,
};
