import { MalformedMessage } from './reader.ts';

// Fields of OTLP's JSON. Each is found by its name in lowerCamelCase or, as protobuf's JSON has it, in the .proto file;
// absent and null are the protocol's default. All throw MalformedMessage for a value of another type.

export type JsonObject = Readonly<Record<string, unknown>>;

function valueIn(of: JsonObject, names: readonly string[]): unknown {
  for (const name of names) if (Object.hasOwn(of, name)) return of[name] ?? undefined;
  return undefined;
}

const wrong = (names: readonly string[], expected: string): MalformedMessage =>
  new MalformedMessage(`${names[0] ?? 'a field'} is not ${expected}`);

export function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as JsonObject;
  throw wrong([what], 'an object');
}

export function objectIn(of: JsonObject, ...names: string[]): JsonObject | undefined {
  const value = valueIn(of, names);
  return value === undefined ? undefined : objectOf(value, names[0] ?? '');
}

export function listIn(of: JsonObject, ...names: string[]): readonly unknown[] {
  const value = valueIn(of, names) ?? [];
  if (Array.isArray(value)) return value;
  throw wrong(names, 'a list');
}

export function textIn(of: JsonObject, ...names: string[]): string {
  const value = valueIn(of, names) ?? '';
  if (typeof value === 'string') return value;
  throw wrong(names, 'a string');
}

export function booleanIn(of: JsonObject, ...names: string[]): boolean {
  const value = valueIn(of, names) ?? false;
  if (typeof value === 'boolean') return value;
  throw wrong(names, 'a boolean');
}

/** @param digits how many hex digits an id has if it has any */
export function idIn(of: JsonObject, digits: number, ...names: string[]): string {
  const value = textIn(of, ...names);
  if (value === '' || (value.length === digits && /^[0-9a-f]*$/i.test(value))) return value;
  throw wrong(names, `${digits} hex digits`);
}

/** A number of a list of names, or the number itself. */
export function enumIn(of: JsonObject, known: readonly string[], ...names: string[]): number {
  const value = valueIn(of, names);
  if (typeof value !== 'string' || /^-?\d+$/.test(value))
    return Number(integerIn(value, names, -(1n << 31n), (1n << 31n) - 1n));
  const number = known.indexOf(value);
  if (number < 0) throw wrong(names, `one of ${known.join(', ')}`);
  return number;
}

export const uint64In = (of: JsonObject, ...names: string[]): bigint =>
  integerIn(valueIn(of, names), names, 0n, (1n << 64n) - 1n);

export const int64In = (of: JsonObject, ...names: string[]): bigint =>
  integerIn(valueIn(of, names), names, -(1n << 63n), (1n << 63n) - 1n);

export const uint32In = (of: JsonObject, ...names: string[]): number =>
  Number(integerIn(valueIn(of, names), names, 0n, (1n << 32n) - 1n));

function integerIn(value: unknown, names: readonly string[], least: bigint, most: bigint): bigint {
  const integer = bigintOf(value ?? 0);
  if (integer !== undefined && integer >= least && integer <= most) return integer;
  throw wrong(names, `an integer from ${least} to ${most}`);
}

function bigintOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

export function doubleIn(of: JsonObject, ...names: string[]): number {
  const value = valueIn(of, names) ?? 0;
  if (typeof value === 'string' && NO_NUMBERS.has(value)) return Number(value);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  // More digits than a double has room for would become Infinity, which nobody sent.
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw wrong(names, 'a number');
}

/** Doubles for which JSON has no number. */
const NO_NUMBERS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/** Bytes in base64, of either alphabet. */
export function base64In(of: JsonObject, ...names: string[]): string {
  const value = textIn(of, ...names);
  if (/^[\w+/-]*={0,2}$/.test(value)) return value;
  throw wrong(names, 'base64');
}
