import {
  BYTES,
  DEEPEST,
  FIXED32,
  FIXED64,
  MalformedMessage,
  nestedTooDeep,
  VARINT,
  type WireReader,
} from './reader.ts';

/** What a field must look like on the wire: a wire type, an id of so many bytes, or a message. */
export interface Field {
  readonly name: string;
  readonly type: number;
  /** The only length but nought. */
  readonly idLength?: number;
  readonly message?: Message;
}

export interface Message {
  readonly name: string;
  /** By the field's number. */
  readonly fields: (Field | undefined)[];
}

const message = (name: string, fields: Readonly<Record<number, Field>>): Message => {
  const byNumber: (Field | undefined)[] = [];
  for (const [number, field] of Object.entries(fields)) byNumber[Number(number)] = field;
  return { name, fields: Array.from(byNumber) };
};
const varint = (name: string): Field => ({ name, type: VARINT });
const fixed32 = (name: string): Field => ({ name, type: FIXED32 });
const fixed64 = (name: string): Field => ({ name, type: FIXED64 });
const bytes = (name: string): Field => ({ name, type: BYTES });
const id = (name: string, idLength: number): Field => ({ name, type: BYTES, idLength });
const nested = (name: string, of: Message): Field => ({ name, type: BYTES, message: of });

const anyValue: Message = { name: 'AnyValue', fields: [] };
const keyValue = message('KeyValue', { 1: bytes('key'), 2: nested('value', anyValue) });
const arrayValue = message('ArrayValue', { 1: nested('values', anyValue) });
const keyValueList = message('KeyValueList', { 1: nested('values', keyValue) });
// An array holds values that hold arrays: the only circle in the protocol.
anyValue.fields.push(
  undefined,
  bytes('string_value'),
  varint('bool_value'),
  varint('int_value'),
  fixed64('double_value'),
  nested('array_value', arrayValue),
  nested('kvlist_value', keyValueList),
  bytes('bytes_value'),
);

const event = message('Event', {
  1: fixed64('time_unix_nano'),
  2: bytes('name'),
  3: nested('attributes', keyValue),
  4: varint('dropped_attributes_count'),
});

const link = message('Link', {
  1: id('trace_id', 16),
  2: id('span_id', 8),
  3: bytes('trace_state'),
  4: nested('attributes', keyValue),
  5: varint('dropped_attributes_count'),
  6: fixed32('flags'),
});

const status = message('Status', { 2: bytes('message'), 3: varint('code') });

export const RESOURCE = message('Resource', {
  1: nested('attributes', keyValue),
  2: varint('dropped_attributes_count'),
});

export const SCOPE = message('InstrumentationScope', {
  1: bytes('name'),
  2: bytes('version'),
  3: nested('attributes', keyValue),
  4: varint('dropped_attributes_count'),
});

export const SPAN = message('Span', {
  1: id('trace_id', 16),
  2: id('span_id', 8),
  3: bytes('trace_state'),
  4: id('parent_span_id', 8),
  5: bytes('name'),
  6: varint('kind'),
  7: fixed64('start_time_unix_nano'),
  8: fixed64('end_time_unix_nano'),
  9: nested('attributes', keyValue),
  10: varint('dropped_attributes_count'),
  11: nested('events', event),
  12: varint('dropped_events_count'),
  13: nested('links', link),
  14: varint('dropped_links_count'),
  15: nested('status', status),
  16: fixed32('flags'),
});

/**
 * Goes over the value of a field and all that is in it, so that what passed can be decoded later without a surprise.
 *
 * @throws MalformedMessage
 */
export function check(reader: WireReader, tag: number, of: Message, depth: number): void {
  const field = of.fields[tag >>> 3];
  if (field === undefined) {
    reader.skip(tag);
    return;
  }
  if ((tag & 7) !== field.type) {
    throw new MalformedMessage(`proto: wrong wireType = ${tag & 7} for field ${field.name}`);
  }
  if (field.message) checkNested(reader, field.message, depth);
  else if (field.idLength !== undefined) checkId(reader, field);
  else reader.skip(tag);
}

function checkNested(reader: WireReader, of: Message, depth: number): void {
  if (depth >= DEEPEST) throw nestedTooDeep();
  reader.parts += 1;
  const start = reader.delimited();
  const outerEnd = reader.end;
  reader.end = reader.at;
  reader.at = start;
  while (reader.at < reader.end) check(reader, reader.tag(), of, depth + 1);
  reader.end = outerEnd;
}

function checkId(reader: WireReader, { name, idLength = 0 }: Field): void {
  const start = reader.delimited();
  checkIdLength(name, reader.at - start, idLength);
}

/** An id has all its bytes or none: with any other length Jaeger refuses the whole request. */
export function checkIdLength(name: string, length: number, expected: number): void {
  if (length === 0 || length === expected) return;
  throw new MalformedMessage(`${name} is ${length} bytes long instead of ${expected}`);
}
