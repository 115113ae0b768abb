import { check, checkId, wrongType } from './check.ts';
import {
  type Field,
  fieldOf,
  type Message,
  REQUEST,
  RESOURCE,
  RESOURCE_SPANS,
  SCOPE,
  SCOPE_SPANS,
  SPAN,
} from './fields.ts';
import { WireReader } from './reader.ts';

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
  readonly pace: Pace;
  withoutId: number;
}

const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Attributes, events, links and values of one span, or of what it was sent under: in two bytes each, they would take a
 * hundred times as much when they are read. What has more is not to be stored, and its rest is not looked at.
 */
export const MOST_PARTS = 100_000;

/** Decides when others may have their turn: after some hundred microseconds. */
class Pace {
  static readonly STEPS = 250;
  static readonly PARTS = 5000;
  #steps = 0;
  #parts = 0;

  isPause({ parts }: WireReader): boolean {
    this.#steps += 1;
    if (this.#steps < Pace.STEPS && parts - this.#parts < Pace.PARTS) return false;
    this.#steps = 0;
    this.#parts = parts;
    return true;
  }
}

const OF_RESOURCE = fieldOf(REQUEST, 'resource_spans');
const RESOURCE_FIELD = fieldOf(RESOURCE_SPANS, 'resource');
const OF_SCOPE = fieldOf(RESOURCE_SPANS, 'scope_spans');
const SCOPE_FIELD = fieldOf(SCOPE_SPANS, 'scope');
const SPANS = fieldOf(SCOPE_SPANS, 'spans');

/**
 * Finds the spans of an encoded ExportTraceServiceRequest. The whole of it is checked, and nothing is decoded but what
 * a span is stored by. Yields where others may have their turn.
 *
 * @throws MalformedMessage when any part of it is not what it should be: nothing of such a request is to be stored
 */
export function* scanRequest(bytes: Buffer): Generator<'', ScannedRequest> {
  const reader = new WireReader(bytes);
  const found: Found = { sent: [], withoutId: 0, pace: new Pace() };
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === OF_RESOURCE.number)
      yield* within(reader, tag, OF_RESOURCE, scanResource(reader, found));
    else reader.skip(tag);
    if (found.pace.isPause(reader)) yield '';
  }
  return found;
}

function* scanResource(reader: WireReader, found: Found): Generator<'', void> {
  yield '';
  const firstOfThese = found.sent.length;
  const resource = new Joined();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    if (number === RESOURCE_FIELD.number) resource.add(reader, tag, RESOURCE_FIELD, RESOURCE);
    else if (number === OF_SCOPE.number)
      yield* within(reader, tag, OF_SCOPE, scanScope(reader, found));
    else reader.skip(tag);
    if (found.pace.isPause(reader)) yield '';
  }
  // A resource may come after its spans.
  const content = resource.content();
  for (const scanned of found.sent.slice(firstOfThese)) {
    scanned.resource = content;
    scanned.parts += resource.parts;
  }
}

function* scanScope(reader: WireReader, found: Found): Generator<'', void> {
  const spans: SpanHead[] = [];
  const scope = new Joined();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    if (number === SCOPE_FIELD.number) scope.add(reader, tag, SCOPE_FIELD, SCOPE);
    else if (number === SPANS.number) {
      const outerEnd = enter(reader, tag, SPANS);
      const head = scanSpan(reader);
      reader.end = outerEnd;
      if (head.traceIdAt < 0 || head.spanIdAt < 0) found.withoutId += 1;
      else spans.push(head);
    } else reader.skip(tag);
    if (found.pace.isPause(reader)) yield '';
  }
  if (spans.length === 0) return;
  found.sent.push({ resource: EMPTY, scope: scope.content(), parts: scope.parts, spans });
}

/** Reads the head of the span that the reader is bounded to, checking all of it. */
export function scanSpan(reader: WireReader): SpanHead {
  const partsBefore = reader.parts;
  reader.mostParts = partsBefore + MOST_PARTS;
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

const TRACE_ID = fieldOf(SPAN, 'trace_id');
const SPAN_ID = fieldOf(SPAN, 'span_id');
const PARENT_SPAN_ID = fieldOf(SPAN, 'parent_span_id');
const { tag: NAME } = fieldOf(SPAN, 'name');
const { tag: KIND } = fieldOf(SPAN, 'kind');
const { tag: START } = fieldOf(SPAN, 'start_time_unix_nano');
const { tag: END } = fieldOf(SPAN, 'end_time_unix_nano');

/** @returns false for a field that the head has no need of, or that has the wrong type */
function readHead(head: SpanHead, reader: WireReader, tag: number): boolean {
  switch (tag) {
    case TRACE_ID.tag:
      head.traceIdAt = idAt(reader, TRACE_ID, 16);
      return true;
    case SPAN_ID.tag:
      head.spanIdAt = idAt(reader, SPAN_ID, 8);
      return true;
    case PARENT_SPAN_ID.tag:
      head.parentSpanIdAt = idAt(reader, PARENT_SPAN_ID, 8);
      return true;
    case NAME:
      head.nameAt = reader.delimited();
      head.nameEnd = reader.at;
      return true;
    case KIND:
      head.kind = reader.uint32() | 0;
      return true;
    case START:
      head.startTimeUnixNano = reader.fixed64();
      return true;
    case END:
      head.endTimeUnixNano = reader.fixed64();
      return true;
    default:
      return false;
  }
}

/** @returns -1 for an id that is absent or all zero: the protocol takes both for none */
function idAt(reader: WireReader, field: Field, length: number): number {
  const start = checkId(reader, field, length);
  for (let at = start; at < reader.at; at += 1) if (reader.bytes[at] !== 0) return start;
  return -1;
}

function enter(reader: WireReader, tag: number, field: Field): number {
  if (tag !== field.tag) throw wrongType(tag, field);
  return reader.enter();
}

/** Bounds the reader to the message that comes next while `reading` goes on. */
function* within(
  reader: WireReader,
  tag: number,
  field: Field,
  reading: Generator<'', void>,
): Generator<'', void> {
  const outerEnd = enter(reader, tag, field);
  yield* reading;
  reader.end = outerEnd;
}

/** A message that may come in several pieces: read one after the other they are the whole. */
class Joined {
  parts = 0;
  #bytes = EMPTY;
  #length = 0;

  add(reader: WireReader, tag: number, field: Field, of: Message): void {
    const partsBefore = reader.parts;
    reader.mostParts = partsBefore + MOST_PARTS;
    const outerEnd = enter(reader, tag, field);
    const start = reader.at;
    while (reader.at < reader.end) check(reader, reader.tag(), of, 0);
    this.#append(reader.bytes.subarray(start, reader.end));
    reader.end = outerEnd;
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
