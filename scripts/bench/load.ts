import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentilesOf } from '../../src/base/percentile.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import type { Bench, BenchResult, Ratio } from './bench.ts';
import { driven } from './driven.ts';
import type { Driver, Task } from './load-driver.ts';
import { median, spread } from './statistics.ts';

const PER_SECOND = 1000;
const OPEN_SECONDS = 3;
const OPEN_ROUNDS = 9;
const MOST_LATE_MS = 2;

const CONCURRENCIES = [50, 10] as const;
const REQUESTS = 20_000;
const ROUNDS = 25;
/** The connections of the previous driver are closed some time after its last response. */
const SETTLING_MS = 200;

/** A minimal server in its own process, which uses the other core. */
const SERVER = `
  const server = require('node:http').createServer((request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

async function startServer(): Promise<AsyncDisposable & { readonly url: string }> {
  const child = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: `http://127.0.0.1:${port.toString().trim()}/`,
    async [Symbol.asyncDispose]() {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}

/** p99 lateness, in ms: from the due time of a request in an open loop to its write. */
async function latenessOfSends(url: string): Promise<number> {
  const plan = { kind: 'open', perSecond: PER_SECOND, durationMs: OPEN_SECONDS * 1000 } as const;
  const { records } = await driven(url, plan);
  return percentilesOf(records.map(({ dueMs, sentMs }) => sentMs - dueMs)).p99 ?? NaN;
}

/** The same for plain timers that send nothing: the punctuality that the machine allows at the moment. */
async function latenessOfTimers(): Promise<number> {
  const late: number[] = [];
  const start = performance.now();
  for (let index = 0; index < PER_SECOND * OPEN_SECONDS; index += 1) {
    const due = start + (index * 1000) / PER_SECOND;
    while (performance.now() < due) await sleep(1);
    late.push(performance.now() - due);
  }
  return percentilesOf(late).p99 ?? NaN;
}

/** A driver that waits for tasks. */
function startDriver(
  driver: Driver,
  url: string,
): Disposable & { rate(connections: number): Promise<number> } {
  const child = fork(resolve(import.meta.dirname, 'load-driver.ts'), [driver, url], {
    execArgv: ['--import', 'tsx'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${driver} ended with ${code}`);
  });
  // Reported where a response is awaited; at the end of the benchmark it is expected.
  ended.catch(() => undefined);
  return {
    async rate(connections) {
      await sleep(SETTLING_MS);
      child.send({ connections, requests: REQUESTS } satisfies Task);
      const [ms] = (await Promise.race([once(child, 'message'), ended])) as [number];
      return (REQUESTS * 1000) / ms;
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

async function run(): Promise<BenchResult> {
  await using server = await startServer();
  const lines: string[] = [];
  const ratios: Ratio[] = [];

  const { late, timer } = await interleaved(OPEN_ROUNDS, {
    late: () => latenessOfSends(server.url),
    timer: latenessOfTimers,
  });
  const each = `${PER_SECOND * OPEN_SECONDS} requests each`;
  lines.push(`p99 lateness at ${PER_SECOND}/s   ${spread(late, 'ms', 2)}, ${each}`);
  lines.push(`  of timers that send nothing   ${spread(timer, 'ms', 2)}`);
  ratios.push({
    what: `p99 lateness of sends at ${PER_SECOND}/s over ${MOST_LATE_MS} ms`,
    ratio: median(late) / MOST_LATE_MS,
    target: 1,
  });

  using lab = startDriver('jaeger-lab', server.url);
  // A separate server for each, so that one does not affect the other.
  await using theirServer = await startServer();
  using cannon = startDriver('autocannon', theirServer.url);
  for (const concurrency of CONCURRENCIES) {
    const { ours, theirs } = await interleaved(ROUNDS, {
      ours: () => lab.rate(concurrency),
      theirs: () => cannon.rate(concurrency),
    });
    lines.push(`closed loop, ${concurrency} at a time, ${REQUESTS} requests each`);
    lines.push(`  jaeger-lab   ${spread(ours, 'requests/s', 0)}`);
    lines.push(`  autocannon   ${spread(theirs, 'requests/s', 0)}`);
    ratios.push({
      what: `throughput over autocannon's at ${concurrency} connections, median of the rounds`,
      // Of neighbouring rounds: other work of the machine affects both.
      ratio: median(ours.map((rate, round) => rate / (theirs[round] ?? NaN))),
      target: 0.9,
      higherIsBetter: true,
    });
  }
  const main = ratios.pop();
  if (!main) throw new Error('nothing was measured');
  return { ...main, lines, also: ratios };
}

export const loadBench: Bench = {
  name: 'load',
  about: 'how punctual the open loop is, and the throughput of the closed loop against autocannon',
  run,
};
