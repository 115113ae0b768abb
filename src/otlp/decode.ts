import {
  ANY_VALUE,
  ARRAY_VALUE,
  type Field,
  fieldOf,
  type Message,
  RESOURCE,
  SCOPE,
  SPAN,
  STATUS,
} from './fields.ts';
import { WireReader } from './reader.ts';
import type { Resource, Scope, Span } from './types.ts';

// What comes here has passed `check`: wire types fit, ids have their lengths, and nothing is nested too deep.

export const decodeResource = (bytes: Buffer): Resource =>
  message(new WireReader(bytes), RESOURCE) as Resource;

export const decodeScope = (bytes: Buffer): Scope => message(new WireReader(bytes), SCOPE) as Scope;

export const decodeSpan = (bytes: Buffer, start = 0, end = bytes.length): Span =>
  message(new WireReader(bytes, start, end), SPAN) as Span;

const STATUS_FIELD = fieldOf(SPAN, 'status');

/** The code of a span's status, without decoding the rest of the span. */
export function statusCodeOf(bytes: Buffer, start: number, end: number): number {
  const reader = new WireReader(bytes, start, end);
  let code = 0;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === STATUS_FIELD.tag) ({ code } = nested(reader, STATUS) as Span['status']);
    else reader.skip(tag);
  }
  return code;
}

function message(reader: WireReader, of: Message): unknown {
  const decoded = of.empty() as Record<string, unknown>;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const field = of.fields[tag >>> 3];
    if (field === undefined) reader.skip(tag);
    else if (field.isList) (decoded[field.key] as unknown[]).push(valueOf(reader, field));
    else decoded[field.key] = valueOf(reader, field);
  }
  return decoded;
}

function nested(reader: WireReader, of: Message): unknown {
  const outerEnd = reader.enter();
  const decoded = of === ANY_VALUE ? anyValue(reader) : message(reader, of);
  reader.end = outerEnd;
  return decoded;
}

const valueOf = (reader: WireReader, { kind, message: of }: Field): unknown =>
  of ? nested(reader, of) : kind?.read(reader);

/** Of several fields the last one counts. */
function anyValue(reader: WireReader): unknown {
  let value: unknown;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const field = ANY_VALUE.fields[tag >>> 3];
    if (field === undefined) reader.skip(tag);
    else value = valueOf(reader, field);
    if (field?.message === ARRAY_VALUE) ({ values: value } = value as { values: unknown });
  }
  return value;
}
