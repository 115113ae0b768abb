import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { LabError } from '../../src/base/errors.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { ensureProgram } from '../images/ensure.ts';
import { JAEGER_1 } from '../images/go-part.ts';
import { batchesOf, sendAll, SERVICE, traceIdOf, treeLoad } from './backend-load.ts';
import { type Side, startJaeger } from './backend-side.ts';
import type { Bench, BenchResult, Compared } from './bench.ts';
import { largeTraces } from './large-traces.ts';
import { type Exchange, startRecordingProxy } from './recording-proxy.ts';
import { startReplay } from './replay.ts';
import { median, spread } from './statistics.ts';
import { MAIN, type Ran, timeProcess } from './time-process.ts';

const TRACES = 10_000;
const SPANS_PER_TRACE = 10;
const TRACES_PER_BATCH = 50;
const LONG_TRACE_SPANS = 50_000;
/** The factor for the number of traces; the time should grow by at most the same factor. */
const COPIES = 10;
const ROUNDS = 9;
const LONG_ROUNDS = 3;
const PATH_ROUNDS = 25;
const MOST_RESIDENT = 300 * 2 ** 20;

/** A queue that is large enough for Jaeger to drop no acknowledged spans. */
const LARGE = [
  '--collector.otlp.grpc.max-message-size=67108864',
  `--collector.queue-size=${2 * TRACES * SPANS_PER_TRACE}`,
];
/** Jaeger stores acknowledged spans a little later. */
const SETTLE_MS = 3000;

const slowestArgs = (url: string): string[] => [
  ...[MAIN, 'slowest', '--jaeger-url', url, '--service', SERVICE],
  ...['--since', '24h', '--max-traces', String(COPIES * TRACES), '--json', '--quiet'],
];

/** @throws LabError when some traces are missing from the ranking */
async function timeSlowest(url: string, traces: number, watch = false): Promise<Ran> {
  const ran = await timeProcess(slowestArgs(url), watch);
  const answer = JSON.parse(ran.stdout) as { traces: number; incomplete: { traces: number } };
  if (answer.traces !== traces)
    throw new LabError(`slowest ranked ${answer.traces} traces, not ${traces}`);
  return ran;
}

async function record({ query }: Side): Promise<readonly Exchange[]> {
  await using proxy = await startRecordingProxy(query);
  await timeSlowest(proxy.url, TRACES);
  return proxy.exchanges;
}

async function againstParsing(side: Side, exchanges: readonly Exchange[]): Promise<Compared> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-bench-'));
  try {
    const [script, list] = [join(folder, 'parse-only.mjs'), join(folder, 'urls.json')];
    await build({
      ...{ entryPoints: [resolve(import.meta.dirname, 'parse-only.ts')], outfile: script },
      ...{ bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
    });
    await writeFile(list, JSON.stringify(exchanges.map(({ path }) => `${side.query}${path}`)));
    const bytes = exchanges.reduce((sum, { body }) => sum + body.length, 0);
    const { ours, parse } = await interleaved(ROUNDS, {
      ours: () => timeSlowest(side.query, TRACES),
      parse: () => timeProcess([script, list]),
    });
    if (parse.some(({ stdout }) => Number(stdout) !== bytes))
      throw new LabError('the process that only parses got other responses');
    const { peakBytes } = await timeSlowest(side.query, TRACES, true);
    const msOf = (all: readonly Ran[]): number[] => all.map(({ ms }) => ms);
    return {
      lines: [
        `${TRACES} traces of ${SPANS_PER_TRACE} spans in Jaeger 1.57: ${exchanges.length} requests, ${(bytes / 1e6).toFixed(0)} MB`,
        `  slowest              ${spread(msOf(ours), 'ms', 0)}`,
        `  JSON.parse alone     ${spread(msOf(parse), 'ms', 0)}`,
        `  resident at most     ${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
      ],
      ratios: [
        {
          what: 'slowest over a process that sends the same requests and only parses the responses',
          ratio: median(msOf(ours)) / median(msOf(parse)),
          target: 1.3,
        },
        {
          what: `resident memory of slowest over ${MOST_RESIDENT / 2 ** 20} MiB`,
          ratio: peakBytes / MOST_RESIDENT,
          target: 1,
        },
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Ten times the traces, from a server that replays Jaeger's responses: Jaeger's own memory store scans all its traces. */
async function growth(exchanges: readonly Exchange[]): Promise<Compared> {
  await using once = await startReplay(exchanges, 1);
  await using many = await startReplay(exchanges, COPIES);
  const { few, lot } = await interleaved(LONG_ROUNDS, {
    few: () => timeSlowest(once.url, once.traces),
    lot: () => timeSlowest(many.url, many.traces),
  });
  const { peakBytes } = await timeSlowest(many.url, many.traces, true);
  const [fewMs, lotMs] = [few, lot].map((all) => all.map(({ ms }) => ms));
  return {
    lines: [
      `replayed, ${once.traces} traces  ${spread(fewMs ?? [], 'ms', 0)}`,
      `replayed, ${many.traces} traces ${spread(lotMs ?? [], 'ms', 0)}, resident at most ${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
    ],
    ratios: [
      {
        what: `time per trace with ${many.traces} traces over that with ${once.traces}`,
        ratio: median(lotMs ?? []) / median(fewMs ?? []) / COPIES,
        target: 1,
      },
    ],
  };
}

/** @param trace the number of a trace with that many spans in `side` */
async function longTrace(side: Side, trace: number): Promise<Compared> {
  const client = createJaegerClient({ url: side.query, timeoutMs: 60_000 });
  try {
    const traceId = traceIdOf(trace);
    const [found, raw] = [await client.trace(traceId), await client.rawTrace(traceId)];
    if (found?.spans.length !== LONG_TRACE_SPANS || !raw)
      throw new LabError(`the long trace has ${found?.spans.length} spans`);
    const text = Buffer.from(raw).toString('utf8');
    const timed = (work: () => unknown) => (): Promise<number> => {
      const begin = performance.now();
      work();
      return Promise.resolve(performance.now() - begin);
    };
    const { path, parse } = await interleaved(PATH_ROUNDS, {
      path: timed(() => criticalPath(found)),
      parse: timed(() => JSON.parse(text) as unknown),
    });
    const sections = criticalPath(found)?.sections.length ?? 0;
    return {
      lines: [
        `one trace of ${LONG_TRACE_SPANS} spans, ${sections} sections on its critical path`,
        `  critical path        ${spread(path, 'ms')}`,
        `  JSON.parse           ${spread(parse, 'ms')}`,
      ],
      ratios: [
        {
          what: `critical path of ${LONG_TRACE_SPANS} spans over JSON.parse of that trace`,
          ratio: median(path) / median(parse),
          target: 2,
        },
      ],
    };
  } finally {
    await client[Symbol.asyncDispose]();
  }
}

async function run(): Promise<BenchResult> {
  if (!existsSync(MAIN)) throw new LabError('the program is not built', { hint: 'npm run build' });
  const jaeger = await ensureProgram(JAEGER_1, {
    note: (text) => void process.stderr.write(`${text}\n`),
  });
  const start = startJaeger(jaeger, ...LARGE);
  const exchanges: Exchange[] = [];
  const compared: Compared[] = [];
  {
    await using side = await start();
    const shape = treeLoad(TRACES_PER_BATCH, SPANS_PER_TRACE);
    const batches = batchesOf(shape, TRACES / TRACES_PER_BATCH, Date.now() - 60_000);
    await sendAll(side.grpc, batches, 4);
    await sleep(SETTLE_MS);
    exchanges.push(...(await record(side)));
    compared.push(await againstParsing(side, exchanges));
  }
  compared.push(await growth(exchanges));
  {
    await using side = await start();
    const batches = batchesOf(treeLoad(1, LONG_TRACE_SPANS), 1, Date.now() - 3_600_000);
    await sendAll(side.grpc, batches, 1);
    await sleep(SETTLE_MS);
    compared.push(await longTrace(side, 0));
  }
  compared.push(...(await largeTraces()));
  const [main, ...also] = compared.flatMap(({ ratios }) => ratios);
  if (!main) throw new Error('nothing was measured');
  return { ...main, also, lines: compared.flatMap(({ lines }) => lines) };
}

export const analyseBench: Bench = {
  name: 'analyse',
  about: 'reading and ranking 10,000 traces of a real Jaeger against JSON.parse alone',
  run,
};
