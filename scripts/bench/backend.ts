import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapBounded } from '../../src/base/bounded.ts';
import { LabError } from '../../src/base/errors.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import { percentilesOf } from '../../src/base/percentile.ts';
import { freePorts } from '../../src/runtime/local/free-ports.ts';
import { ensureProgram } from '../images/ensure.ts';
import { JAEGER_1 } from '../images/go-part.ts';
import { batchesOf, CHAIN, sendAll, SERVICE, traceIdOf } from './backend-load.ts';
import { type Side, startJaeger, startSide } from './backend-side.ts';
import type { Bench, BenchResult } from './bench.ts';
import { median, spread } from './statistics.ts';

const BATCHES = 320;
const TRACES_PER_BATCH = CHAIN.tracesPerBatch;
const SPANS_PER_BATCH = TRACES_PER_BATCH * CHAIN.spans.length;
const AT_A_TIME = 4;
const ROUNDS = 2;
/** One trace out of this many is read back completely. */
const SAMPLE = 16;
/** A 95th percentile needs this many. */
const SEARCHES = 20;
const READY_MS = 200;

const BACKEND = resolve(import.meta.dirname, '../../dist/backend.js');

async function startOurs(): Promise<Side> {
  const [grpc = 0, query = 0, health = 0] = await freePorts(3, '127.0.0.1');
  const flags = { 'otlp-grpc': grpc, query, health, 'otlp-http': 0, sampling: 0 };
  const args = Object.entries(flags).flatMap(([name, port]) => [`--${name}-port`, String(port)]);
  return startSide(process.execPath, [BACKEND, ...args], {
    grpc,
    query,
    health,
    healthPath: '/status',
  });
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) * 1024;
}

interface Measured {
  readonly perSecond: number;
  readonly bytesPerSpan: number;
  readonly searchP95Ms: number;
  readonly readable: number;
}

async function measure(begin: () => Promise<Side>): Promise<Measured> {
  const beginMs = Date.now() - 60_000;
  const batches = batchesOf(CHAIN, BATCHES, beginMs);
  await using side = await begin();
  const before = await residentBytes(side.pid);
  const ms = await sendAll(side.grpc, batches, AT_A_TIME);
  await sleep(1000);
  const grown = (await residentBytes(side.pid)) - before;
  const share = await readableShare(side);
  const readable = share * BATCHES * SPANS_PER_BATCH;
  return {
    perSecond: (readable * 1000) / ms,
    bytesPerSpan: grown / readable,
    searchP95Ms: await searchP95(side, beginMs),
    readable: share,
  };
}

async function readableShare({ query }: Side): Promise<number> {
  const traces = BATCHES * TRACES_PER_BATCH;
  const sample = Array.from({ length: traces / SAMPLE }, (_, index) => index * SAMPLE);
  const found = await mapBounded(sample, 8, async (trace) => {
    const response = await fetch(`${query}/api/traces/${traceIdOf(trace)}`);
    const { data } = (await response.json()) as { data: { spans: unknown[] }[] | null };
    return data?.[0]?.spans.length ?? 0;
  });
  const spans = found.reduce((sum, count) => sum + count, 0);
  return (spans * TRACES_PER_BATCH) / (sample.length * SPANS_PER_BATCH);
}

async function searchP95({ query }: Side, beginMs: number): Promise<number> {
  const url = `${query}/api/traces?service=${SERVICE}&limit=20&start=${beginMs * 1000}&end=${(beginMs + 3_600_000) * 1000}`;
  const times: number[] = [];
  for (let search = 0; search < SEARCHES; search += 1) {
    const begin = performance.now();
    const { data } = (await (await fetch(url)).json()) as { data: unknown[] };
    times.push(performance.now() - begin);
    if (data.length !== 20) throw new LabError(`a search found ${data.length} traces, not 20`);
  }
  return percentilesOf(times).p95 ?? NaN;
}

async function timeToReady(): Promise<number> {
  await using side = await startOurs();
  return side.readyMs;
}

function linesOf(ours: Measured[], theirs: Measured[], ready: number[]): string[] {
  const lines = (
    [
      ['jaeger-lab', ours],
      ['Jaeger 1.57', theirs],
    ] as const
  ).flatMap(([name, rounds]) => [
    `${name}, ${BATCHES} batches of ${SPANS_PER_BATCH} spans, ${AT_A_TIME} at a time`,
    `  readable             ${spread(
      rounds.map(({ readable }) => readable * 100),
      '%',
    )}`,
    `  readable spans/s     ${spread(
      rounds.map(({ perSecond }) => perSecond),
      '',
      0,
    )}`,
    `  RSS growth per span  ${spread(
      rounds.map(({ bytesPerSpan }) => bytesPerSpan),
      'bytes',
      0,
    )}`,
    `  p95 of a search      ${spread(
      rounds.map(({ searchP95Ms }) => searchP95Ms),
      'ms',
    )}`,
  ]);
  lines.push(`start to healthy       ${spread(ready, 'ms', 0)}`);
  return lines;
}

async function run(): Promise<BenchResult> {
  if (!existsSync(BACKEND))
    throw new LabError('the backend is not built', { hint: 'npm run build' });
  const jaeger = await ensureProgram(JAEGER_1, {
    note: (text) => void process.stderr.write(`${text}\n`),
  });
  const { ours, theirs } = await interleaved(ROUNDS, {
    ours: () => measure(startOurs),
    theirs: () => measure(startJaeger(jaeger)),
  });
  const ready: number[] = [];
  for (let round = 0; round < 9; round += 1) ready.push(await timeToReady());

  const lines = linesOf(ours, theirs, ready);
  const ratioOf = (value: (measured: Measured) => number): number =>
    median(ours.map(value)) / median(theirs.map(value));
  return {
    what: "readable spans per second over Jaeger 1.57's",
    ratio: ratioOf(({ perSecond }) => perSecond),
    target: 2,
    higherIsBetter: true,
    lines,
    also: [
      {
        what: 'RSS growth per readable span over Jaeger’s',
        ratio: ratioOf(({ bytesPerSpan }) => bytesPerSpan),
        target: 0.25,
      },
      {
        what: 'p95 of searching 20 of 20,480 traces over Jaeger’s',
        ratio: ratioOf(({ searchP95Ms }) => searchP95Ms),
        target: 0.1,
      },
      {
        what: `start to healthy over ${READY_MS} ms`,
        ratio: median(ready) / READY_MS,
        target: 1,
      },
    ],
  };
}

export const backendBench: Bench = {
  name: 'backend',
  about: 'the embedded backend against Jaeger 1.57: spans per second, memory, search, start',
  run,
};
