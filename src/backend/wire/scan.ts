import { BYTES, FIXED64, MalformedMessage, VARINT, WireReader } from './reader.ts';
import { check, checkIdLength, type Message, RESOURCE, SCOPE, SPAN } from './schema.ts';

/** Where a span is in its request, and the little that it is stored by. The position of an id that is absent is -1. */
export interface SpanHead {
  readonly start: number;
  readonly end: number;
  /** The attributes, events, links and values that it has. */
  parts: number;
  traceIdAt: number;
  spanIdAt: number;
  parentSpanIdAt: number;
  nameAt: number;
  nameEnd: number;
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
}

/** Spans that were sent together, one at least. `resource` and `scope` are encoded messages. */
export interface ScannedSpans {
  resource: Buffer;
  readonly scope: Buffer;
  /** The attributes and values of both. */
  parts: number;
  readonly spans: readonly SpanHead[];
}

export interface ScannedRequest {
  readonly sent: readonly ScannedSpans[];
  /** Spans without a trace id or without an id of their own: not even their places are kept. */
  readonly withoutId: number;
}

interface Found {
  readonly sent: ScannedSpans[];
  withoutId: number;
}

const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Finds the spans of an encoded ExportTraceServiceRequest. The whole of it is checked, and nothing is decoded but what
 * a span is stored by.
 *
 * @throws MalformedMessage when any part of it is not what it should be: nothing of such a request is to be stored
 * @see opentelemetry/proto/collector/trace/v1/trace_service.proto
 */
export function scanRequest(bytes: Buffer): ScannedRequest {
  const reader = new WireReader(bytes);
  const found: Found = { sent: [], withoutId: 0 };
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) within(reader, tag, 'resource_spans', () => scanResource(reader, found));
    else reader.skip(tag);
  }
  return found;
}

function scanResource(reader: WireReader, found: Found): void {
  const firstOfThese = found.sent.length;
  const resource = new Joined();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    if (number === 1) resource.add(reader, tag, RESOURCE, 'resource');
    else if (number === 2) within(reader, tag, 'scope_spans', () => scanScope(reader, found));
    else reader.skip(tag);
  }
  // A resource may come after its spans.
  const content = resource.content();
  for (const scanned of found.sent.slice(firstOfThese)) {
    scanned.resource = content;
    scanned.parts += resource.parts;
  }
}

function scanScope(reader: WireReader, found: Found): void {
  const spans: SpanHead[] = [];
  const scope = new Joined();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    if (number === 1) scope.add(reader, tag, SCOPE, 'scope');
    else if (number === 2) {
      within(reader, tag, 'spans', () => {
        const head = scanSpan(reader);
        if (head.traceIdAt < 0 || head.spanIdAt < 0) found.withoutId += 1;
        else spans.push(head);
      });
    } else reader.skip(tag);
  }
  if (spans.length === 0) return;
  found.sent.push({ resource: EMPTY, scope: scope.content(), parts: scope.parts, spans });
}

/** Reads the head of the span that the reader is bounded to, checking all of it. */
export function scanSpan(reader: WireReader): SpanHead {
  const partsBefore = reader.parts;
  const head: SpanHead = {
    start: reader.at,
    end: reader.end,
    parts: 0,
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
  head.parts = reader.parts - partsBefore;
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

/** A message that may come in several pieces: read one after the other they are the whole. */
class Joined {
  parts = 0;
  #bytes = EMPTY;
  #length = 0;

  add(reader: WireReader, tag: number, of: Message, name: string): void {
    const partsBefore = reader.parts;
    within(reader, tag, name, () => {
      const start = reader.at;
      while (reader.at < reader.end) check(reader, reader.tag(), of, 0);
      this.#append(reader.bytes.subarray(start, reader.end));
    });
    this.parts += reader.parts - partsBefore;
  }

  content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Grows by doubling: a million pieces must not be copied a million times. */
  #append(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (this.#length === 0) {
      this.#bytes = piece;
    } else {
      if (length > this.#bytes.length || this.#bytes.buffer === piece.buffer) {
        const larger = Buffer.allocUnsafeSlow(length * 2);
        this.#bytes.copy(larger, 0, 0, this.#length);
        this.#bytes = larger;
      }
      piece.copy(this.#bytes, this.#length);
    }
    this.#length = length;
  }
}
