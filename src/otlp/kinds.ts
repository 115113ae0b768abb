import { BYTES, FIXED32, FIXED64, MalformedMessage, VARINT, type WireReader } from './reader.ts';
import type { WireWriter } from './writer.ts';

/** How values of one type stand in protobuf, in what is decoded and in JSON. */
export interface Kind {
  readonly wireType: number;
  /** What is decoded where the field is absent. */
  readonly empty: unknown;
  /** Decodes a value that has been checked. */
  readonly read: (reader: WireReader) => unknown;
  /** Writes a value of JSON. @throws MalformedMessage naming the value by `key` */
  readonly write: (writer: WireWriter, number: number, json: unknown, key: string) => void;
  readonly toJson: (value: never) => string;
  /** The only length that a value may have, besides 0. */
  readonly idLength?: number;
}

const wrong = (key: string, expected: string): MalformedMessage =>
  new MalformedMessage(`${key} is not ${expected}`);

const quoted = (value: string | bigint): string => `"${value}"`;

function textOf(json: unknown, key: string): string {
  if (typeof json === 'string') return json;
  throw wrong(key, 'a string');
}

function integerOf(json: unknown, key: string, least: bigint, most: bigint): bigint {
  const integer = bigintOf(json);
  if (integer !== undefined && integer >= least && integer <= most) return integer;
  throw wrong(key, `an integer from ${least} to ${most}`);
}

function bigintOf(json: unknown): bigint | undefined {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : undefined;
  return typeof json === 'string' && /^-?\d{1,20}$/.test(json) ? BigInt(json) : undefined;
}

const uint32Of = (json: unknown, key: string): number =>
  Number(integerOf(json, key, 0n, (1n << 32n) - 1n));

export const TEXT: Kind = {
  wireType: BYTES,
  empty: '',
  read: (reader) => reader.text(),
  write: (writer, number, json, key) => writer.bytes(number, textOf(json, key)),
  toJson: (value: string) => JSON.stringify(value),
};

export const DATA: Kind = {
  wireType: BYTES,
  empty: new Uint8Array(),
  read: (reader) => new Uint8Array(reader.content()),
  write(writer, number, json, key) {
    // Either alphabet of base64.
    const base64 = textOf(json, key);
    if (!/^[\w+/-]*={0,2}$/.test(base64)) throw wrong(key, 'base64');
    writer.bytes(number, base64, 'base64');
  },
  toJson: (bytes: Uint8Array) => `"${Buffer.from(bytes).toString('base64')}"`,
};

/** Hex digits, lower-case when decoded; an id that is all zero counts as absent. */
export const id = (idLength: number): Kind => ({
  wireType: BYTES,
  idLength,
  empty: '',
  read(reader) {
    const start = reader.delimited();
    const hex = reader.bytes.toString('hex', start, reader.at);
    return hex.startsWith('0000') && /^0+$/.test(hex) ? '' : hex;
  },
  write(writer, number, json, key) {
    const hex = textOf(json, key);
    if (hex.length !== 2 * idLength || !/^[0-9a-f]+$/i.test(hex))
      throw wrong(key, `${2 * idLength} hex digits`);
    writer.bytes(number, hex, 'hex');
  },
  toJson: quoted,
});

export const BOOL: Kind = {
  wireType: VARINT,
  empty: false,
  read: (reader) => reader.uint64() !== 0n,
  write(writer, number, json, key) {
    if (typeof json !== 'boolean') throw wrong(key, 'a boolean');
    writer.varint(number, json ? 1 : 0);
  },
  toJson: String,
};

/** Names in JSON stand for their place in the list; other numbers are kept as sent. */
export const oneOf = (names: readonly string[]): Kind => ({
  wireType: VARINT,
  empty: 0,
  read: (reader) => reader.uint32() | 0,
  write(writer, number, json, key) {
    const isName = typeof json === 'string' && !/^-?\d+$/.test(json);
    const place = isName ? names.indexOf(json) : 0;
    if (place < 0) throw wrong(key, `one of ${names.join(', ')}`);
    writer.varint(number, isName ? place : integerOf(json, key, -(1n << 31n), (1n << 31n) - 1n));
  },
  toJson: String,
});

export const UINT32: Kind = {
  wireType: VARINT,
  empty: 0,
  read: (reader) => reader.uint32(),
  write: (writer, number, json, key) => writer.varint(number, uint32Of(json, key)),
  toJson: String,
};

export const FLAGS: Kind = {
  wireType: FIXED32,
  empty: 0,
  read: (reader) => reader.fixed32(),
  write: (writer, number, json, key) => writer.fixed32(number, uint32Of(json, key)),
  toJson: String,
};

export const INT64: Kind = {
  wireType: VARINT,
  empty: 0n,
  read: (reader) => BigInt.asIntN(64, reader.uint64()),
  write: (writer, number, json, key) =>
    writer.varint(number, integerOf(json, key, -(1n << 63n), (1n << 63n) - 1n)),
  toJson: quoted,
};

/** Nanoseconds since the epoch. */
export const TIME: Kind = {
  wireType: FIXED64,
  empty: 0n,
  read: (reader) => reader.fixed64(),
  write: (writer, number, json, key) =>
    writer.fixed64(number, integerOf(json, key, 0n, (1n << 64n) - 1n)),
  toJson: quoted,
};

/** Doubles for which JSON has no number. */
const NO_NUMBERS: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

export const DOUBLE: Kind = {
  wireType: FIXED64,
  empty: 0,
  read: (reader) => reader.double(),
  write(writer, number, json, key) {
    const isNumeric = typeof json === 'number' || (typeof json === 'string' && json.trim() !== '');
    const value = isNumeric ? Number(json) : NaN;
    // A double has no room for 1e400, which would become Infinity.
    if (!Number.isFinite(value) && !NO_NUMBERS.has(json)) throw wrong(key, 'a number');
    writer.double(number, value);
  },
  toJson: (value: number) => (Number.isFinite(value) ? numberJson(value) : `"${value}"`),
};

/** A finite number in JSON. JSON.stringify loses the sign of a negative zero, which other programs read and write. */
export const numberJson = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
