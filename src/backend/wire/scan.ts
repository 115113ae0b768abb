import { BYTES, FIXED64, MalformedMessage, VARINT, WireReader } from './reader.ts';
import { check, checkIdLength, type Message, RESOURCE, SCOPE, SPAN } from './schema.ts';

/** Where a span is in its request, and the little that it is stored by. The position of an id that is absent is -1. */
export interface SpanHead {
  readonly start: number;
  readonly end: number;
  traceIdAt: number;
  spanIdAt: number;
  parentSpanIdAt: number;
  nameAt: number;
  nameEnd: number;
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
}

/** Spans that were sent together. `resource` and `scope` are encoded messages. */
export interface ScannedSpans {
  resource: Buffer;
  readonly scope: Buffer;
  readonly spans: readonly SpanHead[];
}

const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Finds the spans of an encoded ExportTraceServiceRequest. The whole of it is checked, and nothing is decoded but what
 * a span is stored by.
 *
 * @throws MalformedMessage when any part of it is not what it should be: nothing of such a request is to be stored
 * @see opentelemetry/proto/collector/trace/v1/trace_service.proto
 */
export function scanRequest(bytes: Buffer): ScannedSpans[] {
  const reader = new WireReader(bytes);
  const found: ScannedSpans[] = [];
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) within(reader, tag, 'resource_spans', () => scanResource(reader, found));
    else reader.skip(tag);
  }
  return found;
}

function scanResource(reader: WireReader, found: ScannedSpans[]): void {
  const firstOfThese = found.length;
  let resource = EMPTY;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    if (number === 1) resource = joined(resource, checked(reader, tag, RESOURCE, 'resource'));
    else if (number === 2) within(reader, tag, 'scope_spans', () => found.push(scanScope(reader)));
    else reader.skip(tag);
  }
  // A resource may come after its spans.
  for (const scanned of found.slice(firstOfThese)) scanned.resource = resource;
}

function scanScope(reader: WireReader): ScannedSpans {
  const spans: SpanHead[] = [];
  let scope = EMPTY;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    if (number === 1) scope = joined(scope, checked(reader, tag, SCOPE, 'scope'));
    else if (number === 2) within(reader, tag, 'spans', () => spans.push(scanSpan(reader)));
    else reader.skip(tag);
  }
  return { resource: EMPTY, scope, spans };
}

/** Reads the head of the span that the reader is bounded to, checking all of it. */
export function scanSpan(reader: WireReader): SpanHead {
  const head: SpanHead = {
    start: reader.at,
    end: reader.end,
    traceIdAt: -1,
    spanIdAt: -1,
    parentSpanIdAt: -1,
    nameAt: 0,
    nameEnd: 0,
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
  };
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (!readHead(head, reader, tag)) check(reader, tag, SPAN, 0);
  }
  return head;
}

/** @returns false for a field that the head has no need of, or that has the wrong type */
function readHead(head: SpanHead, reader: WireReader, tag: number): boolean {
  switch (tag) {
    case (1 << 3) | BYTES:
      head.traceIdAt = idAt(reader, 'trace_id', 16);
      return true;
    case (2 << 3) | BYTES:
      head.spanIdAt = idAt(reader, 'span_id', 8);
      return true;
    case (4 << 3) | BYTES:
      head.parentSpanIdAt = idAt(reader, 'parent_span_id', 8);
      return true;
    case (5 << 3) | BYTES:
      head.nameAt = reader.delimited();
      head.nameEnd = reader.at;
      return true;
    case (6 << 3) | VARINT:
      head.kind = reader.uint32() | 0;
      return true;
    case (7 << 3) | FIXED64:
      head.startTimeUnixNano = reader.fixed64();
      return true;
    case (8 << 3) | FIXED64:
      head.endTimeUnixNano = reader.fixed64();
      return true;
    default:
      return false;
  }
}

function idAt(reader: WireReader, name: string, length: number): number {
  const start = reader.delimited();
  checkIdLength(name, reader.at - start, length);
  return reader.at === start ? -1 : start;
}

/** Bounds the reader to the message that comes next while `read` reads it. */
function within(reader: WireReader, tag: number, name: string, read: () => void): void {
  if ((tag & 7) !== BYTES) {
    throw new MalformedMessage(`proto: wrong wireType = ${tag & 7} for field ${name}`);
  }
  const start = reader.delimited();
  const outerEnd = reader.end;
  reader.end = reader.at;
  reader.at = start;
  read();
  reader.end = outerEnd;
}

function checked(reader: WireReader, tag: number, of: Message, name: string): Buffer {
  const start = reader.at;
  within(reader, tag, name, () => {
    while (reader.at < reader.end) check(reader, reader.tag(), of, 0);
  });
  const end = reader.at;
  reader.at = start;
  const content = reader.content();
  reader.at = end;
  return content;
}

/** A message that comes twice is merged, which is what reading the one after the other does. */
const joined = (before: Buffer, more: Buffer): Buffer =>
  before.length === 0 ? more : Buffer.concat([before, more]);
