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

/** The same with pauses, where others may have their turn. */
export function* encoding(of: Message, json: JsonObject, capacity?: number): Generator<'', Buffer> {
  const writer = new WireWriter(capacity);
  yield* writeLists(writer, of, json, { entries: 0 });
  return writer.finish();
}

/** Resources, scopes and spans. */
const LISTS_WITH_PAUSES = 3;
const ENTRIES_WITHOUT_PAUSE = 100;

interface Progress {
  entries: number;
}

/** Writes a message with pauses between the entries of its lists and of the lists within. */
function* writeLists(
  writer: WireWriter,
  of: Message,
  json: JsonObject,
  progress: Progress,
  level = 0,
): Generator<'', void> {
  for (const field of of.fields) {
    if (field === undefined) continue;
    const value = valueOf(of, field, json);
    if (value === undefined) continue;
    if (!field.isList || !field.message || level === LISTS_WITH_PAUSES) {
      writeField(writer, field, value, level);
      continue;
    }
    for (const entry of listOf(field, value)) {
      const start = writer.begin(field.number);
      const object = objectOf(entry, `an entry of ${field.key}`);
      yield* writeLists(writer, field.message, object, progress, level + 1);
      writer.end(start);
      progress.entries += 1;
      if (progress.entries % ENTRIES_WITHOUT_PAUSE === 0) yield '';
    }
  }
}

function writeMessage(writer: WireWriter, of: Message, json: JsonObject, depth: number): void {
  if (depth > DEEPEST_IN_REQUEST) throw nestedTooDeep();
  for (const field of of.fields) {
    if (field === undefined) continue;
    const value = valueOf(of, field, json);
    if (value !== undefined) writeField(writer, field, value, depth);
  }
}

/** @returns undefined for a default, which need not be written; but one of the fields of a value must be */
function valueOf(of: Message, field: Field, json: JsonObject): unknown {
  const value = json[field.key] ?? json[field.name] ?? undefined;
  return of !== ANY_VALUE && value === field.kind?.empty ? undefined : value;
}

function listOf({ key }: Field, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedMessage(`${key} is not a list`);
  return value as readonly unknown[];
}

function writeField(writer: WireWriter, field: Field, value: unknown, depth: number): void {
  const { number, key, kind, message: of, isList } = field;
  if (!of) return kind?.write(writer, number, value, key);
  for (const entry of isList ? listOf(field, value) : [value]) {
    const object = objectOf(entry, isList ? `an entry of ${key}` : key);
    writer.message(number, () => writeMessage(writer, of, object, depth + 1));
  }
}
