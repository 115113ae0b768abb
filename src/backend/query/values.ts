import type { AnyValue, KeyValue } from '../otlp.ts';
import { valueText } from '../store/value-text.ts';

const isList = (value: AnyValue): value is readonly AnyValue[] => Array.isArray(value);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A double as protobuf's JSON has it, which knows those that JSON does not. */
const doubleJson = (value: number): string =>
  Number.isFinite(value) ? JSON.stringify(value) : `"${String(value)}"`;

/** An AnyValue message in protobuf's JSON form. */
export function otlpValueJson(value: AnyValue): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${JSON.stringify(value)}}`;
    case 'boolean':
      return `{"boolValue":${value}}`;
    case 'bigint':
      return `{"intValue":"${value}"}`;
    case 'number':
      return `{"doubleValue":${doubleJson(value)}}`;
    case 'undefined':
      return '{}';
  }
  if (value instanceof Uint8Array) return `{"bytesValue":"${base64(value)}"}`;
  if (isList(value)) return `{"arrayValue":{"values":[${value.map(otlpValueJson).join()}]}}`;
  return `{"kvlistValue":{"values":${otlpAttributesJson(value.values)}}}`;
}

export const otlpAttributesJson = (attributes: readonly KeyValue[]): string =>
  `[${attributes.map(({ key, value }) => `{"key":${JSON.stringify(key)},"value":${otlpValueJson(value)}}`).join()}]`;

/** A tag of the legacy API, which knows no lists and maps: they become their JSON text. */
export function legacyTagJson({ key, value }: KeyValue): string {
  const tag = (type: string, json: string): string =>
    `{"key":${JSON.stringify(key)},"type":"${type}","value":${json}}`;
  switch (typeof value) {
    case 'string':
      return tag('string', JSON.stringify(value));
    case 'boolean':
      return tag('bool', String(value));
    case 'bigint':
      return tag('int64', isSafe(value) ? String(value) : `"${value}"`);
    case 'number':
      // Jaeger fails as a whole where a number is none; a text at least shows what it is.
      return Number.isFinite(value)
        ? tag('float64', JSON.stringify(value))
        : tag('string', `"${String(value)}"`);
    case 'undefined':
      return tag('string', '""');
  }
  if (value instanceof Uint8Array) return tag('binary', `"${base64(value)}"`);
  return tag('string', JSON.stringify(valueText(value)));
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

/** In the order of their keys; the list itself where it is in order. */
export function byKey(attributes: readonly KeyValue[]): readonly KeyValue[] {
  const isSorted = attributes.every(
    ({ key }, i) => i === 0 || (attributes[i - 1]?.key ?? '') <= key,
  );
  return isSorted
    ? attributes
    : attributes.toSorted((a, b) => Number(a.key > b.key) - Number(a.key < b.key));
}
