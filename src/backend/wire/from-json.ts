import { withExactIntegers } from './exact-integers.ts';
import * as json from './json-fields.ts';
import { DEEPEST, MalformedMessage, nestedTooDeep } from './reader.ts';
import { WireWriter } from './writer.ts';

/**
 * An ExportTraceServiceRequest in OTLP's JSON, encoded as protobuf: what is stored has one form.
 *
 * Ids are hex digits, 64-bit numbers may be numbers or strings, enumerations numbers or names, and a field that nobody
 * knows is ignored.
 *
 * @throws MalformedMessage
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function requestFromJson(text: string): Buffer {
  const writer = new WireWriter(text.length);
  const request = json.objectOf(parsed(text), 'the request');
  for (const entry of json.listIn(request, 'resourceSpans', 'resource_spans')) {
    const resourceSpans = json.objectOf(entry, 'an entry of resourceSpans');
    writer.message(1, () => writeResourceSpans(writer, resourceSpans));
  }
  return writer.finish();
}

/** In JSON a value may take two characters, and tens of bytes once it is parsed. No sender needs nearly as many. */
const MOST_VALUES = 4_000_000;

function throwIfManyValues(text: string): void {
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === BRACE || code === BRACKET) values += 1;
  }
  if (values > MOST_VALUES)
    throw new MalformedMessage(`the request has more than ${MOST_VALUES} values`);
}

const COMMA = 0x2c;
const BRACE = 0x7b;
const BRACKET = 0x5b;

function parsed(text: string): unknown {
  if (text.length > MOST_VALUES) throwIfManyValues(text);
  try {
    return JSON.parse(withExactIntegers(text));
  } catch (cause) {
    if (text.trim() === '') throw new MalformedMessage('the request is empty', { cause });
    throw new MalformedMessage('the request is not JSON', { cause });
  }
}

function writeResourceSpans(writer: WireWriter, resourceSpans: json.JsonObject): void {
  const resource = json.objectIn(resourceSpans, 'resource');
  if (resource) {
    writer.message(1, () => {
      writeAttributes(writer, 1, resource);
      writeDropped(writer, 2, resource, 'droppedAttributesCount', 'dropped_attributes_count');
    });
  }
  for (const entry of json.listIn(resourceSpans, 'scopeSpans', 'scope_spans')) {
    const scopeSpans = json.objectOf(entry, 'an entry of scopeSpans');
    writer.message(2, () => writeScopeSpans(writer, scopeSpans));
  }
}

function writeScopeSpans(writer: WireWriter, scopeSpans: json.JsonObject): void {
  const scope = json.objectIn(scopeSpans, 'scope');
  if (scope) {
    writer.message(1, () => {
      writeText(writer, 1, scope, 'name');
      writeText(writer, 2, scope, 'version');
      writeAttributes(writer, 3, scope);
      writeDropped(writer, 4, scope, 'droppedAttributesCount', 'dropped_attributes_count');
    });
  }
  for (const entry of json.listIn(scopeSpans, 'spans')) {
    const span = json.objectOf(entry, 'a span');
    writer.message(2, () => writeSpan(writer, span));
  }
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

function writeSpan(writer: WireWriter, span: json.JsonObject): void {
  writeId(writer, 1, json.idIn(span, 32, 'traceId', 'trace_id'));
  writeId(writer, 2, json.idIn(span, 16, 'spanId', 'span_id'));
  writeText(writer, 3, span, 'traceState', 'trace_state');
  writeId(writer, 4, json.idIn(span, 16, 'parentSpanId', 'parent_span_id'));
  writeText(writer, 5, span, 'name');
  writer.varint(6, json.enumIn(span, KINDS, 'kind'));
  writer.fixed64(7, json.uint64In(span, 'startTimeUnixNano', 'start_time_unix_nano'));
  writer.fixed64(8, json.uint64In(span, 'endTimeUnixNano', 'end_time_unix_nano'));
  writeAttributes(writer, 9, span);
  writeDropped(writer, 10, span, 'droppedAttributesCount', 'dropped_attributes_count');
  for (const entry of json.listIn(span, 'events')) {
    const event = json.objectOf(entry, 'an event');
    writer.message(11, () => {
      writer.fixed64(1, json.uint64In(event, 'timeUnixNano', 'time_unix_nano'));
      writeText(writer, 2, event, 'name');
      writeAttributes(writer, 3, event);
      writeDropped(writer, 4, event, 'droppedAttributesCount', 'dropped_attributes_count');
    });
  }
  writeDropped(writer, 12, span, 'droppedEventsCount', 'dropped_events_count');
  for (const entry of json.listIn(span, 'links')) {
    const link = json.objectOf(entry, 'a link');
    writer.message(13, () => writeLink(writer, link));
  }
  writeDropped(writer, 14, span, 'droppedLinksCount', 'dropped_links_count');
  const status = json.objectIn(span, 'status');
  if (status) {
    writer.message(15, () => {
      writeText(writer, 2, status, 'message');
      writer.varint(3, json.enumIn(status, STATUS_CODES, 'code'));
    });
  }
  writeFlags(writer, 16, span);
}

function writeLink(writer: WireWriter, link: json.JsonObject): void {
  writeId(writer, 1, json.idIn(link, 32, 'traceId', 'trace_id'));
  writeId(writer, 2, json.idIn(link, 16, 'spanId', 'span_id'));
  writeText(writer, 3, link, 'traceState', 'trace_state');
  writeAttributes(writer, 4, link);
  writeDropped(writer, 5, link, 'droppedAttributesCount', 'dropped_attributes_count');
  writeFlags(writer, 6, link);
}

function writeAttributes(writer: WireWriter, field: number, of: json.JsonObject): void {
  for (const entry of json.listIn(of, 'attributes')) writeKeyValue(writer, field, entry, 0);
}

function writeKeyValue(writer: WireWriter, field: number, entry: unknown, depth: number): void {
  const pair = json.objectOf(entry, 'an attribute');
  writer.message(field, () => {
    writeText(writer, 1, pair, 'key');
    const value = json.objectIn(pair, 'value');
    if (value) writer.message(2, () => writeValue(writer, value, depth));
  });
}

/** One writer per kind of value, by its name in JSON. */
const VALUES: Readonly<
  Record<string, (writer: WireWriter, of: json.JsonObject, name: string, depth: number) => void>
> = {
  stringValue: (writer, of, name) => writer.bytes(1, json.textIn(of, name)),
  boolValue: (writer, of, name) => writer.varint(2, json.booleanIn(of, name) ? 1 : 0),
  intValue: (writer, of, name) => writer.varint(3, json.int64In(of, name)),
  doubleValue: (writer, of, name) => writer.double(4, json.doubleIn(of, name)),
  arrayValue: (writer, of, name, depth) =>
    writer.message(5, () => {
      for (const entry of json.listIn(json.objectIn(of, name) ?? {}, 'values')) {
        const value = json.objectOf(entry, "an array's value");
        writer.message(1, () => writeValue(writer, value, depth + 1));
      }
    }),
  kvlistValue: (writer, of, name, depth) =>
    writer.message(6, () => {
      for (const entry of json.listIn(json.objectIn(of, name) ?? {}, 'values'))
        writeKeyValue(writer, 1, entry, depth + 1);
    }),
  bytesValue: (writer, of, name) => writer.bytes(7, json.base64In(of, name), 'base64'),
};

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function writeValue(writer: WireWriter, value: json.JsonObject, depth: number): void {
  // Each level of values is two or three of messages.
  if (depth * 3 >= DEEPEST) throw nestedTooDeep();
  for (const name of Object.keys(value)) {
    const key = camelCase(name);
    if (value[name] === null || !Object.hasOwn(VALUES, key)) continue;
    VALUES[key]?.(writer, value, name, depth);
  }
}

function writeText(
  writer: WireWriter,
  field: number,
  of: json.JsonObject,
  ...names: string[]
): void {
  const text = json.textIn(of, ...names);
  if (text !== '') writer.bytes(field, text);
}

function writeId(writer: WireWriter, field: number, id: string): void {
  if (id !== '') writer.bytes(field, id, 'hex');
}

function writeDropped(
  writer: WireWriter,
  field: number,
  of: json.JsonObject,
  ...names: string[]
): void {
  const count = json.uint32In(of, ...names);
  if (count !== 0) writer.varint(field, count);
}

function writeFlags(writer: WireWriter, field: number, of: json.JsonObject): void {
  const flags = json.uint32In(of, 'flags');
  if (flags !== 0) writer.fixed32(field, flags);
}
