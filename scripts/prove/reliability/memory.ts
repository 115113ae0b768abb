import { WireWriter } from '../../../src/otlp/writer.ts';
import { startBackendProcess } from './backend-process.ts';
import { sendBody } from './waits.ts';

/** What is new in every span, so that the store's index grows with it. */
export const DISTINCT = ['operation', 'service', 'scope', 'trace', 'attribute'] as const;
export type Distinct = (typeof DISTINCT)[number];

const SPANS_PER_REQUEST = 2000;

/** Sends so many spans, each with something new in it, to a backend whose store is bounded. @returns its most in MiB */
export async function memoryAfter(
  distinct: Distinct,
  spans: number,
  boundMiB: number,
): Promise<number> {
  await using backend = await startBackendProcess(`--max-bytes=${boundMiB * 2 ** 20}`);
  let most = 0;
  for (let first = 0; first < spans; first += SPANS_PER_REQUEST) {
    const count = Math.min(SPANS_PER_REQUEST, spans - first);
    const body = requestOf(distinct, first, count);
    const type = 'application/x-protobuf';
    await sendBody(backend, { title: distinct, port: 'otlp-http', type, body });
    if ((first / SPANS_PER_REQUEST) % 50 === 0) most = Math.max(most, await backend.residentMiB());
  }
  return Math.max(most, await backend.residentMiB());
}

/** So many spans from a number on, each with something new in it. */
export function requestOf(distinct: Distinct, first: number, count: number): Buffer {
  const writer = new WireWriter();
  const of = (kind: Distinct, index: number): number => (kind === distinct ? index : 0);
  // A resource or a scope of its own for each span, or one for all of them.
  const together = distinct === 'service' || distinct === 'scope' ? 1 : count;
  for (let at = first; at < first + count; at += together)
    writer.message(1, () => {
      writer.message(1, () => attribute(writer, 1, 'service.name', `service ${of('service', at)}`));
      writer.message(2, () => {
        writer.message(1, () => writer.bytes(1, `scope ${of('scope', at)}`));
        for (let span = at; span < at + together; span += 1)
          writer.message(2, () => writeSpan(writer, span, of));
      });
    });
  return Buffer.from(writer.finish());
}

type Of = (kind: Distinct, index: number) => number;

/** Traces of ten spans, unless each span begins a trace. */
function writeSpan(writer: WireWriter, index: number, of: Of): void {
  const id = Buffer.alloc(16, 1);
  id.writeUInt32BE(of('trace', index) || Math.floor(index / 10));
  writer.bytes(1, id);
  const spanId = Buffer.alloc(8, 1);
  spanId.writeUInt32BE(index);
  writer.bytes(2, spanId);
  writer.bytes(5, `GET /item/${of('operation', index)}`);
  writer.varint(6, 2);
  writer.fixed64(7, BEGIN + BigInt(index) * 1_000_000n);
  writer.fixed64(8, BEGIN + BigInt(index) * 1_000_000n + 500_000n);
  attribute(writer, 9, `key ${of('attribute', index)}`, `value ${index}`);
}

const BEGIN = 1_700_000_000_000_000_000n;

function attribute(writer: WireWriter, field: number, key: string, value: string): void {
  writer.message(field, () => {
    writer.bytes(1, key);
    writer.message(2, () => writer.bytes(1, value));
  });
}
