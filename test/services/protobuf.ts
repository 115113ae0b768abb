/** The fields of one protobuf message by number, each as often as it came. */
export type Fields = ReadonlyMap<number, readonly Value[]>;
type Value = Buffer | bigint;

/**
 * Takes a protobuf message apart without knowing its type.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function fieldsOf(message: Buffer): Fields {
  const fields = new Map<number, Value[]>();
  for (let at = 0; at < message.length;) {
    const tag = varint(message, at);
    const { value, end } = valueAt(message, tag.end, Number(tag.value & 7n));
    const number = Number(tag.value >> 3n);
    fields.set(number, [...(fields.get(number) ?? []), value]);
    at = end;
  }
  return fields;
}

export const messagesIn = (fields: Fields, number: number): Fields[] =>
  (fields.get(number) ?? []).map((value) => fieldsOf(value as Buffer));

export const bytesIn = (fields: Fields, number: number): Buffer =>
  (fields.get(number)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);

export const textIn = (fields: Fields, number: number): string =>
  bytesIn(fields, number).toString();

export const numberIn = (fields: Fields, number: number): number =>
  Number(fields.get(number)?.[0] ?? 0);

function valueAt(message: Buffer, at: number, wireType: number): { value: Value; end: number } {
  switch (wireType) {
    case 0:
      return varint(message, at);
    case 1:
      return { value: message.readBigUInt64LE(at), end: at + 8 };
    case 2: {
      const length = varint(message, at);
      const end = length.end + Number(length.value);
      return { value: message.subarray(length.end, end), end };
    }
    case 5:
      return { value: BigInt(message.readUInt32LE(at)), end: at + 4 };
    default:
      throw new Error(`no such wire type: ${wireType}`);
  }
}

function varint(message: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let at = start, shift = 0n; ; at += 1, shift += 7n) {
    const byte = message.readUInt8(at);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}
