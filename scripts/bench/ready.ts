import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../../src/base/errors.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import type { Bench, BenchResult } from './bench.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 21;
const TARGET = 2;

const SERVICES = resolve(import.meta.dirname, '../../dist/services');
const GATEWAY = join(SERVICES, 'gateway.cjs');
const PRELOAD = ['--require', join(SERVICES, 'tracing.cjs')];

/** Milliseconds from the start of the process until it prints its address. */
function timeToListen(args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const start = performance.now();
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let listening: number | undefined;
    let log = '';
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      if (listening !== undefined || !log.includes('listens on')) return;
      listening = performance.now() - start;
      child.kill('SIGKILL');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', fail);
    // The next one starts after this one has ended: two of them would share the machine.
    child.once('close', () => {
      if (listening === undefined) fail(new Error(`the gateway did not start:\n${log}`));
      else done(listening);
    });
  });
}

async function run(): Promise<BenchResult> {
  if (!existsSync(GATEWAY)) {
    throw new LabError('the services are not built', { hint: 'npm run build' });
  }
  const { traced, plain } = await interleaved(ROUNDS, {
    traced: () => timeToListen([...PRELOAD, GATEWAY]),
    plain: () => timeToListen([GATEWAY]),
  });
  return {
    what: 'start to listening with the tracing preload over without',
    ratio: median(traced) / median(plain),
    target: TARGET,
    lines: [
      `gateway with the preload     ${spread(traced, 'ms')}`,
      `gateway without              ${spread(plain, 'ms')}`,
    ],
  };
}

export const readyBench: Bench = {
  name: 'ready',
  about: 'the start of the built gateway to listening, with the tracing preload against without',
  run,
};
