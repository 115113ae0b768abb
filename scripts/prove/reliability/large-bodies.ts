import { gzipSync } from 'node:zlib';
import { WireWriter } from '../../../src/otlp/writer.ts';

/** A request that an OTLP or Zipkin receiver may be sent, as large as it takes. */
export interface LargeBody {
  readonly title: string;
  readonly port: 'otlp-http' | 'zipkin';
  readonly type: 'application/json' | 'application/x-protobuf';
  readonly encoding?: 'gzip';
  readonly body: Buffer;
}

const MOST_BYTES = 20 << 20;

const request = (spans: Buffer): Buffer => field(1, field(2, spans));

function field(number: number, content: Uint8Array): Buffer {
  const writer = new WireWriter();
  writer.bytes(number, content);
  return Buffer.from(writer.finish());
}

/** An attribute with the given value; both names and values as short as they may be. */
const attribute = (number: number, value: Uint8Array): Buffer =>
  field(number, Buffer.concat([field(1, Buffer.from('k')), field(2, value)]));

const idOf = (trace: number): Buffer => {
  const id = Buffer.alloc(16, 1);
  id.writeUInt32BE(trace);
  return id;
};

const spanOf = (trace: number, more: Uint8Array = Buffer.alloc(0)): Buffer => {
  const id = idOf(trace);
  return Buffer.concat([
    field(1, id),
    field(2, id.subarray(0, 8)),
    field(5, Buffer.from('GET')),
    more,
  ]);
};

const times = (n: number, of: (index: number) => Uint8Array): Buffer =>
  Buffer.concat(Array.from({ length: n }, (_, index) => of(index)));

const filled = (bytes: Buffer): Buffer =>
  Buffer.alloc(Math.floor((MOST_BYTES - 200) / bytes.length) * bytes.length, bytes);

const EMPTY_STRING = field(1, Buffer.alloc(0));

const protobuf = (title: string, body: Buffer): LargeBody => ({
  ...{ title, body, port: 'otlp-http', type: 'application/x-protobuf' },
});

const json = (title: string, port: LargeBody['port'], value: unknown): LargeBody => ({
  ...{ title, port, type: 'application/json', body: Buffer.from(JSON.stringify(value)) },
});

const hex = (trace: number): { traceId: string; spanId: string } => {
  const id = idOf(trace).toString('hex');
  return { traceId: id, spanId: id.slice(0, 16) };
};

const otlpJson = (spans: unknown[]): unknown => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

const numbers = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

/** Bodies that are legal, or refused only after they were read, and take longest for their size. */
export function largeBodies(): readonly LargeBody[] {
  const traces = request(times(200_000, (trace) => field(2, spanOf(trace))));
  return [
    protobuf('1,000,000 empty spans', request(Buffer.alloc(2_000_000, '1200', 'hex'))),
    protobuf('200,000 traces', traces),
    { ...protobuf('200,000 traces, gzip', gzipSync(traces)), encoding: 'gzip' },
    protobuf(
      '200,000 scopes of one span',
      field(
        1,
        times(200_000, (i) => field(2, field(2, spanOf(i)))),
      ),
    ),
    protobuf(
      '200,000 resources of one span',
      times(200_000, (i) => field(1, field(2, field(2, spanOf(i))))),
    ),
    protobuf(
      'one span of 20 MiB attributes',
      request(field(2, spanOf(1, filled(attribute(9, EMPTY_STRING))))),
    ),
    protobuf(
      'spans of 50,000 attributes',
      request(
        times(35, (i) => field(2, spanOf(i, Buffer.alloc(50_000 * 9, attribute(9, EMPTY_STRING))))),
      ),
    ),
    protobuf(
      'one attribute of 20 MiB empty values',
      request(field(2, spanOf(1, attribute(9, field(5, filled(Buffer.from('0a00', 'hex'))))))),
    ),
    protobuf(
      'a resource of 20 MiB attributes',
      field(1, field(1, filled(attribute(1, EMPTY_STRING)))),
    ),
    protobuf('20 MiB of empty resources', filled(Buffer.from('0a00', 'hex'))),
    protobuf(
      'a string of 20 MiB',
      request(field(2, spanOf(1, attribute(9, field(1, Buffer.alloc(MOST_BYTES - 200, 'x')))))),
    ),
    json('100,000 traces as JSON', 'otlp-http', otlpJson(numbers(100_000).map(hex))),
    json(
      '4,000,000 values as JSON',
      'otlp-http',
      otlpJson([{ ...hex(1), x: numbers(3_900_000).map(() => 0) }]),
    ),
    json(
      '100,000 spans of Zipkin',
      'zipkin',
      numbers(100_000).map((i) => ({ traceId: hex(i).traceId, id: hex(i).spanId, name: 'get' })),
    ),
  ];
}
