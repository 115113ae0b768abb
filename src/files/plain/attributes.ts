import { type AttributeList, KeySequence, NOTHING } from '../../jaeger/attribute-list.ts';
import { integerIn } from '../../jaeger/attributes.ts';
import { readValue } from '../../jaeger/from-otlp.ts';
import type { AttributeValue } from '../../model/trace.ts';
import { type JsonBytes, literal, type Literal, literalOf } from './json-bytes.ts';

const OPEN = literal('[');
const CLOSE = literal(']');
const COMMA = literal(',');
const END = literal('}');
const KEY = literal('{"key":"');
const VALUE = literal(',"value":');
const TEXT = literal('{"stringValue":"');
const INTEGER = literal('{"intValue":"');
const MINUS = literal('-');
const TRUE = literal('{"boolValue":true}');
const FALSE = literal('{"boolValue":false}');
const QUOTE_END = literal('"}');

/** Every integer of fewer digits is exact as a double. */
const EXACT_DIGITS = 15;

/** Keys in their order, and the one that came next the last time: in most spans of an operation it comes again. */
interface Keys {
  readonly sequence: KeySequence;
  latest: { readonly literal: Literal; readonly keys: Keys } | undefined;
}

const KEYS = new WeakMap<KeySequence, Keys>();
const NO_KEYS: Keys = { sequence: KeySequence.NONE, latest: undefined };

/** The list of attributes that is next. @throws Unusual, SyntaxError, MalformedAnswer */
export function attributesIn(json: JsonBytes): AttributeList {
  json.expect(OPEN);
  if (json.passes(CLOSE)) return NOTHING;
  let keys = NO_KEYS;
  const values: AttributeValue[] = [];
  do {
    const { latest } = keys;
    keys = latest && json.passes(latest.literal) ? latest.keys : keyIn(json, keys);
    values.push(valueIn(json));
    json.expect(END);
  } while (json.passes(COMMA));
  json.expect(CLOSE);
  return { keys: keys.sequence, values };
}

function keyIn(json: JsonBytes, before: Keys): Keys {
  const { at: start } = json;
  json.expect(KEY);
  const sequence = before.sequence.then(json.text());
  json.expect(VALUE);
  const keys = KEYS.get(sequence) ?? { sequence, latest: undefined };
  KEYS.set(sequence, keys);
  const literal = literalOf(Uint8Array.from(json.bytes.subarray(start, json.at)));
  before.latest = { literal, keys };
  return keys;
}

function valueIn(json: JsonBytes): AttributeValue {
  if (json.passes(TEXT)) {
    const text = json.text();
    json.expect(END);
    return text;
  }
  const { at: start } = json;
  if (json.passes(INTEGER) && !json.passes(MINUS)) return integerAt(json);
  json.at = start;
  if (json.passes(TRUE)) return true;
  if (json.passes(FALSE)) return false;
  return readValue(json.value(), 0);
}

function integerAt(json: JsonBytes): number | bigint {
  const { at: start, bytes } = json;
  const end = json.endOfDigits();
  const value =
    end - start > EXACT_DIGITS
      ? integerIn(bytes.toString('latin1', start, end), 'an intValue')
      : json.integer(end);
  json.at = end;
  json.expect(QUOTE_END);
  return value;
}
