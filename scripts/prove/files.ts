import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFiles } from '../../src/files/open-files.ts';
import { otlpLine } from '../../src/files/otlp-line.ts';
import { mulberry32 } from '../../src/base/random.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Span, Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import type { Proof, ProofResult } from './prove.ts';

const SERVICES = ['api-gateway', 'order', 'payment', 'stock'];

/** A request through four services, with attributes as instrumentation libraries write them, in the order that a file has. */
export function generatedTrace(index: number): Trace {
  const random = mulberry32(index + 1);
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const traceId = `1${hex(31)}`;
  const startUs = 1_790_000_000_000_000 + index * 1000;
  const spans: Span[] = [];
  for (let at = 0; at < 12; at += 1) {
    const service = SERVICES[at % SERVICES.length] ?? '';
    spans.push({
      ...{ traceId, spanId: `1${hex(15)}`, parentSpanId: at === 0 ? undefined : spans[0]?.spanId },
      resource: { service, attributes: { 'host.name': `node-${at % 3}`, 'process.pid': at } },
      scope: { name: '@opentelemetry/instrumentation-http', version: '0.1.0' },
      name: `GET /item/${Math.floor(random() * 9)}`,
      kind: at % 2 === 0 ? 'server' : 'client',
      ...{ startUs: micros(startUs + at), startNanos: at, endNanos: at, endFault: undefined },
      durationUs: micros(50_000 + Math.floor(random() * 1e5)),
      ...{ status: 'unset', statusMessage: '', events: [], links: [], warnings: [] },
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.full': `http://shop.example/item/${hex(8)}?é=${random()}`,
      },
    });
  }
  return assembleTrace(spans);
}

/** The first spans of one: of a request that ends early, 1 to 7. */
function shortTrace(index: number): Trace {
  return assembleTrace(generatedTrace(index).spans.slice(0, 1 + (index % 7)));
}

/** As Python's json.dumps writes it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, of]) => `${JSON.stringify(key)}: ${spaced(of)}`);
  return `{${entries.join(', ')}}`;
}

/** A file of JSON lines: the line of each trace. */
const LINES = {
  'traces of 12 spans': (index: number) => otlpLine(generatedTrace(index)),
  'traces of 1 to 7 spans': (index: number) => otlpLine(shortTrace(index)),
  'the same with spaces': (index: number) => `${spaced(JSON.parse(otlpLine(shortTrace(index))))}\n`,
};

type Kind = keyof typeof LINES;

function writeLines(path: string, megabytes: number, kind: Kind): number {
  const file = openSync(path, 'w');
  let [bytes, traces] = [0, 0];
  for (; bytes < megabytes * 1e6; traces += 1) bytes += writeSync(file, LINES[kind](traces));
  closeSync(file);
  return traces;
}

interface Measured {
  readonly ms: number;
  readonly residentMb: number;
  readonly out: string;
}

/** The highest resident memory is that of Linux's own account, read while the process is there. */
async function measured(args: readonly string[]): Promise<Measured> {
  const beganAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let [residentKb, out] = [0, ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      residentKb = Math.max(residentKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended.
    }
  }, 20);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return { ms: performance.now() - beganAt, residentMb: Math.ceil(residentKb / 1000), out };
}

const PARSE = `
const lines = require('node:readline').createInterface({ input: require('node:fs').createReadStream(process.argv[1]) });
let spans = 0;
lines.on('line', (line) => { spans += JSON.parse(line).resourceSpans.length; });
lines.on('close', () => console.log(spans));`;

export interface LargeFile {
  readonly kind: Kind;
  readonly traces: number;
  readonly slowest: Measured;
  readonly parse: Measured;
}

/** Reads a generated file of so many megabytes by `slowest`, and by JSON.parse of its lines alone. */
export async function largeFile(megabytes: number, kind: Kind): Promise<LargeFile> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-prove-'));
  try {
    const path = join(folder, 'large.otlp.jsonl');
    const traces = writeLines(path, megabytes, kind);
    const parse = await measured(['-e', PARSE, path]);
    const slowest = await measured(['dist/main.js', 'slowest', '--file', path, '--json', '-q']);
    return { kind, traces, slowest, parse };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns how many lines are the same after they were read and written again */
export async function sameAgain(traces: number): Promise<number> {
  const lines = Array.from({ length: traces }, (_, index) => otlpLine(generatedTrace(index)));
  const again = new Set<string>();
  await using client = await openFiles({
    paths: ['-'],
    stdin: (async function* () {
      yield await Promise.resolve(Buffer.from(lines.join('')));
    })(),
    signal: new AbortController().signal,
    note: (sentence) => {
      throw new Error(sentence);
    },
  });
  for await (const trace of client.eachTrace()) again.add(otlpLine(trace));
  return lines.filter((line) => again.has(line)).length;
}

function timesOf({ kind, traces, slowest, parse }: LargeFile): string {
  const seconds = ({ ms }: Measured): string => `${(ms / 1000).toFixed(1)} s`;
  return `${traces} traces, ${kind}: slowest ${seconds(slowest)}, JSON.parse ${seconds(parse)}`;
}

const TRACES = 10_000;
const MOST_MB = 500;

async function prove(note: (text: string) => void, [size = '1000']: readonly string[] = []) {
  const megabytes = Number(size);
  note(`${TRACES} traces written, read and written again`);
  const same = await sameAgain(TRACES);
  const files: LargeFile[] = [];
  for (const kind of Object.keys(LINES) as Kind[]) {
    note(`a file of ${megabytes} MB, ${kind}`);
    const measured = await largeFile(megabytes, kind);
    note(timesOf(measured));
    files.push(measured);
  }
  const result: ProofResult = {
    proved: [
      {
        what: 'traces that are the same bytes again',
        count: same,
        of: TRACES,
        bound: { atLeast: 1 },
      },
      ...files.flatMap(({ kind, slowest, parse }) => [
        {
          what: `MB of memory for ${megabytes} MB of JSON lines, ${kind}`,
          ...{ count: slowest.residentMb, of: MOST_MB, bound: { atMost: 1 } },
        },
        {
          what: `ms, of those of JSON.parse of the lines, ${kind}`,
          ...{ count: Math.round(slowest.ms), of: Math.round(parse.ms), bound: { atMost: 1.5 } },
        },
      ]),
    ],
    lines: files.map(timesOf),
  };
  return result;
}

export const filesProof: Proof = {
  name: 'files',
  about: 'memory and time of a large file, and the same bytes again',
  run: prove,
};
