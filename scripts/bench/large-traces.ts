import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { LabError } from '../../src/base/errors.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import { readSpansV3 } from '../../src/jaeger/reads.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import { renderTrace } from '../../src/render/terminal/trace/trace.ts';
import type { Compared } from './bench.ts';
import { median, spread } from './statistics.ts';
import { MAIN, type Ran, timeProcess } from './time-process.ts';

const SPANS = 50_000;
const ROUNDS = 9;
const COMMAND_ROUNDS = 3;
const MOST_TIMES = 5;
export const TRACE_ID = 'b'.repeat(32);
const BEGIN_US = 1_790_000_000_000_000;
const SCREEN = { format: 'table', columns: 120, colour: false, unicode: true } as const;
const PLAIN = { attributes: false, events: false };

interface Place {
  readonly parent: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** One request that calls 49,999 times, one call after the other. */
const flat = (i: number): Place => ({ parent: 0, startUs: 100 * i, endUs: 100 * i + 90 });
/** Each span calls the next: 50,000 levels. */
const deep = (i: number): Place => ({
  parent: i - 1,
  startUs: 10 * i,
  endUs: 100 * SPANS - 10 * i,
});
const WIDTH = 223;
/** 223 calls side by side, each of which makes 223, which overlap. */
function wide(i: number): Place {
  if (i <= WIDTH) return { parent: 0, startUs: 10 * i, endUs: 100 * SPANS - 7 * i };
  const parent = 1 + ((i - 1 - WIDTH) % WIDTH);
  const startUs = 10 * parent + 20_000 * Math.floor((i - 1 - WIDTH) / WIDTH);
  return { parent, startUs, endUs: startUs + 30_000 };
}

export const SHAPES = { flat, deep, wide };

const idOf = (i: number): string => (i + 1).toString(16).padStart(16, '0');
const nanos = (us: number): string => `${BEGIN_US + us}000`;

/** As Jaeger's API v3 answers, with what an HTTP instrumentation writes down. */
export function answerOf(placeOf: (i: number) => Place): string {
  const spans = Array.from({ length: SPANS }, (_, i) => {
    const { parent, startUs, endUs } = i === 0 ? ROOT : placeOf(i);
    const attributes = [
      ['http.request.method', 'GET'],
      ['url.path', `/item/${i}`],
      ['server.address', 'shop.example'],
      ['network.protocol.version', '1.1'],
    ].map(([key, stringValue]) => ({ key, value: { stringValue } }));
    return {
      traceId: TRACE_ID,
      spanId: idOf(i),
      ...(i > 0 && { parentSpanId: idOf(parent) }),
      name: `GET /item/${i % 20}`,
      kind: 2 + (i % 2),
      startTimeUnixNano: nanos(startUs),
      endTimeUnixNano: nanos(endUs),
      attributes: [...attributes, { key: 'http.response.status_code', value: { intValue: '200' } }],
      status: {},
    };
  });
  const attributes = [{ key: 'service.name', value: { stringValue: 'shop' } }];
  const resourceSpans = [
    { resource: { attributes }, scopeSpans: [{ scope: { name: 'bench' }, spans }] },
  ];
  return JSON.stringify({ result: { resourceSpans } });
}

const ROOT: Place = { parent: 0, startUs: 0, endUs: 100 * SPANS };

function timed(work: () => unknown): () => Promise<number> {
  return () => {
    const begin = performance.now();
    work();
    return Promise.resolve(performance.now() - begin);
  };
}

/** Analysis and drawing of one shape in this process, against JSON.parse of the answer; and the whole command. */
async function measure(shape: keyof typeof SHAPES): Promise<Compared> {
  const text = answerOf(SHAPES[shape]);
  const trace = assembleTrace(readSpansV3(JSON.parse(text)));
  const drawn = (): string =>
    renderTrace(waterfall(trace), { uiUrl: 'http://127.0.0.1:16686' }, PLAIN, SCREEN);
  const { ours, parse } = await interleaved(ROUNDS, {
    ours: timed(drawn),
    parse: timed(() => JSON.parse(text) as unknown),
  });
  const ran = await command(text);
  const peakBytes = Math.max(...ran.map((one) => one.peakBytes));
  const commandMs = ran.map(({ ms }) => ms);
  return {
    lines: [
      `one trace of ${SPANS} spans, ${shape}: ${(text.length / 1e6).toFixed(0)} MB`,
      `  analysis and drawing ${spread(ours, 'ms')}`,
      `  JSON.parse           ${spread(parse, 'ms')}`,
      `  the whole command    ${spread(commandMs, 'ms', 0)}, resident at most ${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
    ],
    ratios: [
      {
        what: `analysis and drawing of ${SPANS} spans, ${shape}, over JSON.parse of that trace`,
        ratio: median(ours) / median(parse),
        target: MOST_TIMES,
      },
    ],
  };
}

/** `trace` of a server that has nothing else. */
async function command(answer: string): Promise<Ran[]> {
  const path = `/api/v3/traces/${TRACE_ID}`;
  const server = createServer(({ url = '' }, response) => {
    if (!url.startsWith(path)) response.writeHead(404);
    response.end(url.startsWith(path) ? answer : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = [MAIN, 'trace', TRACE_ID, '--jaeger-url', url, '--quiet'];
    const ran: Ran[] = [];
    for (let round = 0; round < COMMAND_ROUNDS; round += 1) {
      const one = await timeProcess([...args, '--format', 'table'], true);
      const rows = one.stdout.split('\n').length;
      if (rows < SPANS) throw new LabError(`trace drew ${rows} lines of ${SPANS} spans`);
      ran.push(one);
    }
    return ran;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** One trace of 50,000 spans in three shapes. */
export async function largeTraces(): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const shape of ['flat', 'deep', 'wide'] as const) compared.push(await measure(shape));
  return compared;
}
