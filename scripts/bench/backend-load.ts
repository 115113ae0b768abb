import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { scanRequest, type SpanHead } from '../../src/otlp/scan.ts';
import { WireWriter } from '../../src/otlp/writer.ts';

export const SERVICE = 'bench';

/** One span of a trace, with the index of its parent. */
interface SpanShape {
  readonly parent?: number;
  readonly offsetUs: number;
  readonly durationUs: number;
}

/** Traces that differ only in their ids and times. */
export interface LoadShape {
  readonly tracesPerBatch: number;
  readonly spans: readonly SpanShape[];
}

const spanShapes = (length: number, shape: (index: number) => SpanShape): SpanShape[] =>
  Array.from({ length }, (_, index) => shape(index));

/** 64 traces of eight spans of 5 ms, each the parent of the next. */
export const CHAIN: LoadShape = {
  tracesPerBatch: 64,
  spans: spanShapes(8, (index) => ({
    ...(index > 0 && { parent: index - 1 }),
    offsetUs: 0,
    durationUs: 5000,
  })),
};

/** Traces in which each span calls up to three others one after the other. */
export function treeLoad(tracesPerBatch: number, spansPerTrace: number): LoadShape {
  const spans: SpanShape[] = [];
  for (let index = 0; index < spansPerTrace; index += 1) {
    const at = Math.floor((index - 1) / 3);
    const parent = spans[at] ?? { offsetUs: 0, durationUs: 9000 * spansPerTrace };
    const third = Math.floor(parent.durationUs / 3);
    const isRoot = index === 0;
    spans.push({
      ...(!isRoot && { parent: at }),
      offsetUs: isRoot ? 0 : parent.offsetUs + third * ((index - 1) % 3),
      durationUs: isRoot ? parent.durationUs : Math.floor(third * 0.9),
    });
  }
  return { tracesPerBatch, spans };
}

const START = 0x1122334455667788n;

/** One span as an HTTP instrumentation creates it; ids and times are filled in later. */
function writeSpan(writer: WireWriter, index: number, { parent }: SpanShape): void {
  writer.bytes(1, Buffer.alloc(16, 1));
  writer.bytes(2, Buffer.alloc(8, 1));
  if (parent !== undefined) writer.bytes(4, Buffer.alloc(8, 1));
  writer.bytes(5, `GET /item/${index % 20}`);
  writer.varint(6, 2 + (index % 2));
  writer.fixed64(7, START);
  writer.fixed64(8, START);
  for (const [key, value] of [
    ['http.request.method', 'GET'],
    ['url.path', `/item/${index}`],
    ['server.address', 'shop.example'],
    ['network.protocol.version', '1.1'],
  ] as const)
    attribute(writer, 9, key, () => writer.bytes(1, value));
  attribute(writer, 9, 'http.response.status_code', () => writer.varint(3, 200));
  writer.message(15, () => undefined);
}

function attribute(writer: WireWriter, field: number, key: string, value: () => void): void {
  writer.message(field, () => {
    writer.bytes(1, key);
    writer.message(2, value);
  });
}

function templateOf({ tracesPerBatch, spans }: LoadShape): Buffer {
  const writer = new WireWriter();
  writer.message(1, () => {
    writer.message(1, () => attribute(writer, 1, 'service.name', () => writer.bytes(1, SERVICE)));
    writer.message(2, () => {
      writer.message(1, () => writer.bytes(1, 'bench'));
      for (let trace = 0; trace < tracesPerBatch; trace += 1)
        for (const [index, shape] of spans.entries())
          writer.message(2, () => writeSpan(writer, trace * spans.length + index, shape));
    });
  });
  return writer.finish();
}

export const traceIdOf = (trace: number): string => (trace + 1).toString(16).padStart(32, '0');

/** Requests with that many batches; each trace has its own ids and starts 1 ms after the previous one. */
export function batchesOf(load: LoadShape, count: number, beginMs: number): Buffer[] {
  const template = templateOf(load);
  const scanning = scanRequest(template);
  let step = scanning.next();
  while (!step.done) step = scanning.next();
  const spans = step.value.sent[0]?.spans ?? [];
  return Array.from({ length: count }, (_, batch) => {
    const bytes = Buffer.from(template);
    for (const [place, span] of spans.entries()) fill(bytes, span, { load, batch, place, beginMs });
    return bytes;
  });
}

interface Place {
  readonly load: LoadShape;
  readonly batch: number;
  /** Index of the span in its batch. */
  readonly place: number;
  readonly beginMs: number;
}

const PATTERN = Buffer.alloc(8);
PATTERN.writeBigUInt64LE(START);

function fill(
  bytes: Buffer,
  span: SpanHead,
  { load: { tracesPerBatch, spans }, batch, place, beginMs }: Place,
): void {
  const index = place % spans.length;
  const trace = batch * tracesPerBatch + Math.floor(place / spans.length);
  const root = BigInt(trace * spans.length + 1);
  const { parent = 0, offsetUs, durationUs } = spans[index] ?? { offsetUs: 0, durationUs: 0 };
  bytes.write(traceIdOf(trace), span.traceIdAt, 'hex');
  bytes.writeBigUInt64BE(root + BigInt(index), span.spanIdAt);
  if (span.parentSpanIdAt >= 0) bytes.writeBigUInt64BE(root + BigInt(parent), span.parentSpanIdAt);
  const start = BigInt((beginMs + trace) * 1000 + offsetUs) * 1000n;
  const at = bytes.indexOf(PATTERN, span.start);
  bytes.writeBigUInt64LE(start, at);
  bytes.writeBigUInt64LE(start + BigInt(durationUs * 1000), at + 9);
}

const same = (bytes: Buffer): Buffer => bytes;

/** Sends all batches with bounded concurrency. @returns milliseconds until the last one was acknowledged */
export async function sendAll(port: number, batches: Buffer[], atATime: number): Promise<number> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const send = (batch: Buffer): Promise<void> =>
    new Promise((done, fail) => {
      client.makeUnaryRequest(
        '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
        same,
        same,
        batch,
        new Metadata(),
        { deadline: Date.now() + 60_000 },
        (error) => {
          if (error) fail(error);
          else done();
        },
      );
    });
  try {
    await new Promise<void>((done, fail) => {
      client.waitForReady(Date.now() + 10_000, (error) => {
        if (error) fail(error);
        else done();
      });
    });
    const begin = performance.now();
    const rest = batches.values();
    const worker = async (): Promise<void> => {
      for (const batch of rest) await send(batch);
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    return performance.now() - begin;
  } finally {
    client.close();
  }
}
