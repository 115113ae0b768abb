import type { AnyValue, KeyValue, KeyValueList } from '../../otlp/types.ts';

/**
 * A value as the text that searches compare: numbers in decimal, bytes in base64, lists and maps as JSON with a map's
 * keys in order, as in the Collector's `AsString`.
 */
export function valueText(value: AnyValue): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return base64(value);
  return jsonText(value);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const jsonText = (value: AnyValue): string => {
  if (value === undefined) return 'null';
  if (typeof value === 'bigint' || typeof value === 'boolean' || typeof value === 'number')
    return String(value);
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Uint8Array) return quoted(base64(value));
  return isList(value) ? `[${value.map(jsonText).join(',')}]` : mapText(value.values);
};

/** Unlike isArray itself, it recognises a read-only array. */
const isList = (value: readonly AnyValue[] | KeyValueList): value is readonly AnyValue[] =>
  Array.isArray(value);

/** Of several values of a key the last one counts. */
function mapText(pairs: readonly KeyValue[]): string {
  const byKey = new Map(pairs.map(({ key, value }) => [key, value]));
  const members = [...byKey.keys()]
    .sort()
    .map((key) => `${quoted(key)}:${jsonText(byKey.get(key))}`);
  return `{${members.join(',')}}`;
}

/** Go's JSON is made to be put into HTML as it is. */
const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
