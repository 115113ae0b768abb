import type { Field, Message } from './fields.ts';
import { DEEPEST, MalformedMessage, nestedTooDeep, type WireReader } from './reader.ts';

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
  if (tag !== field.tag) throw wrongType(tag, field);
  if (field.message) checkMessage(reader, field.message, depth);
  else if (field.idLength !== undefined) checkId(reader, field, field.idLength);
  else reader.skip(tag);
}

function checkMessage(reader: WireReader, of: Message, depth: number): void {
  if (depth >= DEEPEST) throw nestedTooDeep();
  reader.parts += 1;
  const outerEnd = reader.enter();
  while (reader.at < reader.end) check(reader, reader.tag(), of, depth + 1);
  reader.end = outerEnd;
  if (reader.parts > reader.mostParts) reader.at = outerEnd;
}

/**
 * An id has all its bytes or none: with any other length Jaeger refuses the whole request.
 *
 * @returns where it begins
 */
export function checkId(reader: WireReader, { name }: Field, expected: number): number {
  const start = reader.delimited();
  const length = reader.at - start;
  if (length === 0 || length === expected) return start;
  throw new MalformedMessage(`${name} is ${length} bytes long instead of ${expected}`);
}

export const wrongType = (tag: number, { name }: Field): MalformedMessage =>
  new MalformedMessage(`proto: wrong wireType = ${tag & 7} for field ${name}`);
