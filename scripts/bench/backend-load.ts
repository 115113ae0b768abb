import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { scanRequest } from '../../src/backend/wire/scan.ts';
import { WireWriter } from '../../src/backend/wire/writer.ts';

export const SPANS_PER_BATCH = 512;
const SPANS_PER_TRACE = 8;
export const TRACES_PER_BATCH = SPANS_PER_BATCH / SPANS_PER_TRACE;

export const SERVICE = 'bench';

const START = 0x1122334455667788n;

/** One span as an HTTP instrumentation makes it, ids and times to be filled in. */
function writeSpan(writer: WireWriter, index: number): void {
  writer.bytes(1, Buffer.alloc(16, 1));
  writer.bytes(2, Buffer.alloc(8, 1));
  if (index % SPANS_PER_TRACE > 0) writer.bytes(4, Buffer.alloc(8, 1));
  writer.bytes(5, `GET /item/${index % 20}`);
  writer.varint(6, 2 + (index % 2));
  writer.fixed64(7, START);
  writer.fixed64(8, START + 5_000_000n);
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

const TEMPLATE = ((): Buffer => {
  const writer = new WireWriter();
  writer.message(1, () => {
    writer.message(1, () => attribute(writer, 1, 'service.name', () => writer.bytes(1, SERVICE)));
    writer.message(2, () => {
      writer.message(1, () => writer.bytes(1, 'bench'));
      for (let index = 0; index < SPANS_PER_BATCH; index += 1)
        writer.message(2, () => writeSpan(writer, index));
    });
  });
  return writer.finish();
})();

export const traceIdOf = (trace: number): string => (trace + 1).toString(16).padStart(32, '0');

/** The batch of that number: traces, ids and times of its own. */
export function batchOf(batch: number, beginMs: number): Buffer {
  const bytes = Buffer.from(TEMPLATE);
  const pattern = Buffer.alloc(8);
  pattern.writeBigUInt64LE(START);
  for (const [index, span] of (scanRequest(TEMPLATE)[0]?.spans ?? []).entries()) {
    const trace = batch * TRACES_PER_BATCH + Math.floor(index / SPANS_PER_TRACE);
    const id = batch * SPANS_PER_BATCH + index + 1;
    bytes.write(traceIdOf(trace), span.traceIdAt, 'hex');
    bytes.writeBigUInt64BE(BigInt(id), span.spanIdAt);
    if (span.parentSpanIdAt >= 0) bytes.writeBigUInt64BE(BigInt(id - 1), span.parentSpanIdAt);
    const start = BigInt(beginMs + trace) * 1_000_000n;
    const at = bytes.indexOf(pattern, span.start);
    bytes.writeBigUInt64LE(start, at);
    bytes.writeBigUInt64LE(start + 5_000_000n, at + 9);
  }
  return bytes;
}

const same = (bytes: Buffer): Buffer => bytes;

/** Sends all batches, so many at a time. @returns milliseconds until the last one was acknowledged */
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
