import type { Attributes, AttributeValue, SpanKind } from '../model/trace.ts';
import { MalformedAnswer } from './checked.ts';

export type Pair = readonly [key: string, value: AttributeValue];
type Pairs = readonly Pair[];

const NO_ATTRIBUTES: Attributes = {};

/** Attributes by key, in the order of their keys: some Jaegers sort them, others keep the order they came in. */
export function attributesOf(pairs: Pairs): Attributes {
  if (pairs.length === 0) return NO_ATTRIBUTES;
  const attributes: Record<string, AttributeValue> = {};
  for (const [key, value] of inKeyOrder(pairs)) {
    // Assigned, this one key would set the prototype instead.
    if (key === '__proto__')
      Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true });
    else attributes[key] = value;
  }
  return attributes;
}

/** Fewer are sorted by insertion, which takes a third of the time; an answer may hold 100,000 of such lists. */
const FEW = 32;

function inKeyOrder(pairs: Pairs): Pairs {
  if (pairs.length > FEW) return pairs.toSorted(([a], [b]) => Number(a > b) - Number(a < b));
  const sorted: Pair[] = [];
  for (const pair of pairs) {
    let at = sorted.length;
    for (let before = sorted[at - 1]; before !== undefined && before[0] > pair[0]; at -= 1) {
      sorted[at] = before;
      before = sorted[at - 2];
    }
    sorted[at] = pair;
  }
  return sorted;
}

/** A span's attributes, apart from those that only repeat, or carry, what the span says in fields of its own. */
export interface SpanAttributes {
  readonly own: Attributes;
  readonly derived: ReadonlyMap<string, AttributeValue>;
}

const KINDS: ReadonlySet<AttributeValue> = new Set<SpanKind>([
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
]);

export const isKind = (value: AttributeValue | undefined): value is SpanKind =>
  value !== undefined && KINDS.has(value);

/** Keys that a Jaeger adds, in some version and on some route, for what OTLP has fields for. */
const DERIVED: ReadonlySet<string> = new Set([
  '@jaeger@warnings',
  'internal.span.format',
  'otel.library.name',
  'otel.library.version',
  'otel.scope.name',
  'otel.scope.version',
  'otel.status_code',
  'otel.status_description',
  'w3c.tracestate',
]);

function isDerived([key, value]: Pair): boolean {
  if (key === 'error') return value === true;
  if (key === 'span.kind') return isKind(value);
  return DERIVED.has(key);
}

const NOTHING_DERIVED: ReadonlyMap<string, AttributeValue> = new Map();

/** Puts the derived attributes aside. */
export function spanAttributesOf(pairs: Pairs): SpanAttributes {
  const own: Pair[] = [];
  let derived: Map<string, AttributeValue> | undefined;
  for (const pair of pairs) {
    if (isDerived(pair)) (derived ??= new Map()).set(pair[0], pair[1]);
    else own.push(pair);
  }
  return { own: attributesOf(own), derived: derived ?? NOTHING_DERIVED };
}

/** An integer as exactly as it came; beyond ±2^53 it comes as a text and becomes a bigint. */
export function integerIn(value: unknown, what: string): number | bigint {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value))
    throw new MalformedAnswer(`${what} is not an integer`);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}
