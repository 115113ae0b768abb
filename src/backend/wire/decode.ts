import type {
  AnyValue,
  KeyValue,
  KeyValueList,
  Resource,
  Scope,
  Span,
  SpanEvent,
  SpanLink,
} from '../otlp.ts';
import { WireReader } from './reader.ts';

// What comes here has passed `check`: wire types fit, ids have their lengths, and nothing is nested too deep.

/** Calls `read` for each field of a message with its number; a number of which `read` knows nothing gives false. */
function eachField(reader: WireReader, read: (number: number) => boolean): void {
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (!read(tag >>> 3)) reader.skip(tag);
  }
}

const nested = (reader: WireReader): WireReader => {
  const start = reader.delimited();
  return new WireReader(reader.bytes, start, reader.at);
};

const hex = (reader: WireReader): string => {
  const start = reader.delimited();
  return reader.bytes.toString('hex', start, reader.at);
};

export function decodeResource(bytes: Buffer): Resource {
  const attributes: KeyValue[] = [];
  let droppedAttributesCount = 0;
  const reader = new WireReader(bytes);
  eachField(reader, (number) => {
    if (number === 1) attributes.push(decodeKeyValue(nested(reader)));
    else if (number === 2) droppedAttributesCount = reader.uint32();
    else return false;
    return true;
  });
  return { attributes, droppedAttributesCount };
}

export function decodeScope(bytes: Buffer): Scope {
  const attributes: KeyValue[] = [];
  const scope = { name: '', version: '', attributes, droppedAttributesCount: 0 };
  const reader = new WireReader(bytes);
  eachField(reader, (number) => {
    if (number === 1) scope.name = reader.text();
    else if (number === 2) scope.version = reader.text();
    else if (number === 3) attributes.push(decodeKeyValue(nested(reader)));
    else if (number === 4) scope.droppedAttributesCount = reader.uint32();
    else return false;
    return true;
  });
  return scope;
}

/** A span as it is being read. */
type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** One reader per field of Span, by its number. */
const SPAN_FIELDS: ((span: DraftSpan, reader: WireReader) => void)[] = [
  () => undefined,
  (span, reader) => (span.traceId = hex(reader)),
  (span, reader) => (span.spanId = hex(reader)),
  (span, reader) => (span.traceState = reader.text()),
  (span, reader) => (span.parentSpanId = hex(reader)),
  (span, reader) => (span.name = reader.text()),
  (span, reader) => (span.kind = reader.uint32() | 0),
  (span, reader) => (span.startTimeUnixNano = reader.fixed64()),
  (span, reader) => (span.endTimeUnixNano = reader.fixed64()),
  (span, reader) => span.attributes.push(decodeKeyValue(nested(reader))),
  (span, reader) => (span.droppedAttributesCount = reader.uint32()),
  (span, reader) => span.events.push(decodeEvent(nested(reader))),
  (span, reader) => (span.droppedEventsCount = reader.uint32()),
  (span, reader) => span.links.push(decodeLink(nested(reader))),
  (span, reader) => (span.droppedLinksCount = reader.uint32()),
  (span, reader) => (span.status = decodeStatus(nested(reader))),
  (span, reader) => (span.flags = reader.fixed32()),
];

interface DraftSpan extends Draft<Omit<Span, 'attributes' | 'events' | 'links'>> {
  readonly attributes: KeyValue[];
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
}

export function decodeSpan(bytes: Buffer, start = 0, end = bytes.length): Span {
  const span: DraftSpan = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: '',
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
  };
  const reader = new WireReader(bytes, start, end);
  eachField(reader, (number) => {
    const read = number > 0 ? SPAN_FIELDS[number] : undefined;
    read?.(span, reader);
    return read !== undefined;
  });
  // Some send eight zeros for a root.
  if (span.parentSpanId === '0000000000000000') span.parentSpanId = '';
  return span;
}

function decodeEvent(reader: WireReader): SpanEvent {
  const attributes: KeyValue[] = [];
  const event = { timeUnixNano: 0n, name: '', attributes, droppedAttributesCount: 0 };
  eachField(reader, (number) => {
    if (number === 1) event.timeUnixNano = reader.fixed64();
    else if (number === 2) event.name = reader.text();
    else if (number === 3) attributes.push(decodeKeyValue(nested(reader)));
    else if (number === 4) event.droppedAttributesCount = reader.uint32();
    else return false;
    return true;
  });
  return event;
}

function decodeLink(reader: WireReader): SpanLink {
  const attributes: KeyValue[] = [];
  const ids = { traceId: '', spanId: '', traceState: '', flags: 0 };
  let droppedAttributesCount = 0;
  eachField(reader, (number) => {
    if (number === 1) ids.traceId = hex(reader);
    else if (number === 2) ids.spanId = hex(reader);
    else if (number === 3) ids.traceState = reader.text();
    else if (number === 4) attributes.push(decodeKeyValue(nested(reader)));
    else if (number === 5) droppedAttributesCount = reader.uint32();
    else if (number === 6) ids.flags = reader.fixed32();
    else return false;
    return true;
  });
  return { ...ids, attributes, droppedAttributesCount };
}

function decodeStatus(reader: WireReader): Span['status'] {
  const status = { code: 0, message: '' };
  eachField(reader, (number) => {
    if (number === 2) status.message = reader.text();
    else if (number === 3) status.code = reader.uint32() | 0;
    else return false;
    return true;
  });
  return status;
}

/** The code of a span's status, without decoding the rest of the span. */
export function statusCodeOf(bytes: Buffer, start: number, end: number): number {
  let code = 0;
  const reader = new WireReader(bytes, start, end);
  eachField(reader, (number) => {
    if (number !== 15) return false;
    code = decodeStatus(nested(reader)).code;
    return true;
  });
  return code;
}

function decodeKeyValue(reader: WireReader): KeyValue {
  const pair: Draft<KeyValue> = { key: '', value: undefined };
  eachField(reader, (number) => {
    if (number === 1) pair.key = reader.text();
    else if (number === 2) pair.value = decodeAnyValue(nested(reader));
    else return false;
    return true;
  });
  return pair;
}

/** One reader per field of AnyValue, by its number; of several the last one counts. */
const VALUE_FIELDS: ((reader: WireReader) => AnyValue)[] = [
  () => undefined,
  (reader) => reader.text(),
  (reader) => reader.uint64() !== 0n,
  (reader) => BigInt.asIntN(64, reader.uint64()),
  (reader) => reader.double(),
  (reader) => decodeArray(nested(reader)),
  (reader) => decodeList(nested(reader)),
  (reader) => new Uint8Array(reader.content()),
];

function decodeAnyValue(reader: WireReader): AnyValue {
  let value: AnyValue;
  eachField(reader, (number) => {
    const read = number > 0 ? VALUE_FIELDS[number] : undefined;
    if (read) value = read(reader);
    return read !== undefined;
  });
  return value;
}

function decodeArray(reader: WireReader): AnyValue[] {
  const values: AnyValue[] = [];
  eachField(reader, (number) => {
    if (number === 1) values.push(decodeAnyValue(nested(reader)));
    return number === 1;
  });
  return values;
}

function decodeList(reader: WireReader): KeyValueList {
  const values: KeyValue[] = [];
  eachField(reader, (number) => {
    if (number === 1) values.push(decodeKeyValue(nested(reader)));
    return number === 1;
  });
  return { values };
}
