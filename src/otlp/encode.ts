import { ANY_VALUE, type Field, type Message } from './fields.ts';
import { DEEPEST, MalformedMessage, nestedTooDeep } from './reader.ts';
import { WireWriter } from './writer.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What is encoded has three messages around its spans, from which `check` counts. */
const DEEPEST_IN_REQUEST = DEEPEST + 3;

/**
 * A message in OTLP's JSON, encoded as protobuf. Ids are hex digits, 64-bit numbers may be numbers or strings,
 * enumerations numbers or names; keys are those of JSON or, as protobuf's own JSON takes them too, of the .proto file. A
 * unknown field is ignored, and null is its default.
 *
 * @throws MalformedMessage naming the first value that does not fit
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function encode(of: Message, json: JsonObject, capacity?: number): Buffer {
  const writer = new WireWriter(capacity);
  writeMessage(writer, of, json, 0);
  return writer.finish();
}

export function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as JsonObject;
  throw new MalformedMessage(`${what} is not an object`);
}

function writeMessage(writer: WireWriter, of: Message, json: JsonObject, depth: number): void {
  if (depth > DEEPEST_IN_REQUEST) throw nestedTooDeep();
  for (const field of of.fields) {
    if (field === undefined) continue;
    const value = json[field.key] ?? json[field.name] ?? undefined;
    // Defaults need not be written, but one of the fields of a value must be.
    const isDefault = of !== ANY_VALUE && value === field.kind?.empty;
    if (value !== undefined && !isDefault) writeField(writer, field, value, depth);
  }
}

function writeField(writer: WireWriter, field: Field, value: unknown, depth: number): void {
  const { number, key, kind, message: of, isList } = field;
  if (!of) return kind?.write(writer, number, value, key);
  if (isList && !Array.isArray(value)) throw new MalformedMessage(`${key} is not a list`);
  for (const entry of isList ? (value as readonly unknown[]) : [value]) {
    const object = objectOf(entry, isList ? `an entry of ${key}` : key);
    writer.message(number, () => writeMessage(writer, of, object, depth + 1));
  }
}
