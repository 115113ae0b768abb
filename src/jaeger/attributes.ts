import type { Attributes, AttributeValue, SpanKind, SpanStatus } from '../model/trace.ts';
import type { AttributeList, KeySequence } from './attribute-list.ts';
import { MalformedAnswer } from './checked.ts';

const NO_ATTRIBUTES: Attributes = {};

/**
 * Attributes by key, sorted: some Jaeger versions sort them, others keep the original order. For a repeated key the
 * last value counts.
 *
 * @param isKept selects attributes by their position in the list; all are kept when it is absent
 */
export function attributesOf(list: AttributeList, isKept?: (at: number) => boolean): Attributes {
  const { sorted } = list.keys;
  return attributesAt(list, isKept === undefined ? sorted : sorted.filter(isKept));
}

/** @param positions in the order of their keys */
function attributesAt({ keys, values }: AttributeList, positions: readonly number[]): Attributes {
  if (positions.length === 0) return NO_ATTRIBUTES;
  const attributes: Record<string, AttributeValue> = {};
  for (const at of positions) {
    const [key, value] = [keys.keys[at] ?? '', values[at] ?? ''];
    // A plain assignment of this key would set the prototype.
    if (key === '__proto__')
      Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true });
    else attributes[key] = value;
  }
  return attributes;
}

/** A span's attributes without those that duplicate, or encode, other fields of the span. */
export interface SpanAttributes {
  readonly own: Attributes;
  readonly derived: ReadonlyMap<string, AttributeValue>;
}

/** By OTLP's number. */
export const KINDS: readonly [SpanKind, ...SpanKind[]] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];

/** By OTLP's number. */
export const STATUSES: readonly [SpanStatus, ...SpanStatus[]] = ['unset', 'ok', 'error'];

export const isKind = (value: AttributeValue | undefined): value is SpanKind =>
  KINDS.some((kind) => kind === value);

/** Keys that some version and route of Jaeger adds for values that OTLP has in fields. */
const DERIVED: ReadonlySet<string> = new Set([
  '@jaeger@warnings',
  'otel.library.name',
  'otel.library.version',
  'otel.scope.name',
  'otel.scope.version',
  'otel.status_code',
  'otel.status_description',
]);
/** Likewise, and ignored. */
const DROPPED: ReadonlySet<string> = new Set(['internal.span.format', 'w3c.tracestate']);

/** Derived only with a value that Jaeger sets: an instrumentation may use the same keys. */
const BY_VALUE: Readonly<Record<string, (value: AttributeValue | undefined) => boolean>> = {
  error: (value) => value === true || value === 'true',
  'span.kind': isKind,
};

/** A span's attributes classified by key, as positions in their list. */
interface Sorting {
  /** Sorted by key. */
  readonly own: readonly number[];
  readonly derived: readonly number[];
  /** Those of `own` that may be derived, depending on their value. */
  readonly byValue: readonly number[];
}

const SORTINGS = new WeakMap<KeySequence, Sorting>();

function sortingOf(sequence: KeySequence): Sorting {
  const known = SORTINGS.get(sequence);
  if (known !== undefined) return known;
  const { keys, sorted } = sequence;
  const isOneOf = (some: ReadonlySet<string>, at: number): boolean => some.has(keys[at] ?? '');
  const sorting = {
    own: sorted.filter((at) => !isOneOf(DERIVED, at) && !isOneOf(DROPPED, at)),
    derived: sorted.filter((at) => isOneOf(DERIVED, at)),
    byValue: sorted.filter((at) => Object.hasOwn(BY_VALUE, keys[at] ?? '')),
  };
  SORTINGS.set(sequence, sorting);
  return sorting;
}

const NOTHING_DERIVED: ReadonlyMap<string, AttributeValue> = new Map();

/** Separates the derived attributes. */
export function spanAttributesOf(list: AttributeList): SpanAttributes {
  const { own, derived, byValue } = sortingOf(list.keys);
  const {
    values,
    keys: { keys },
  } = list;
  if (derived.length === 0 && byValue.length === 0)
    return { own: attributesAt(list, own), derived: NOTHING_DERIVED };
  const aside = byValue.filter((at) => BY_VALUE[keys[at] ?? '']?.(values[at]) === true);
  const isPlain = derived.length === 0 && aside.length === 0;
  return {
    own: attributesAt(list, isPlain ? own : own.filter((at) => !aside.includes(at))),
    derived: isPlain ? NOTHING_DERIVED : byKey(list, [...derived, ...aside]),
  };
}

/** Attributes by key, unordered. */
export function byKey(
  { keys, values }: AttributeList,
  positions = keys.sorted,
): ReadonlyMap<string, AttributeValue> {
  return new Map(positions.map((at) => [keys.keys[at] ?? '', values[at] ?? '']));
}

/** An exact integer; beyond ±2^53 it is sent as text and becomes a bigint. */
export function integerIn(value: unknown, what: string): number | bigint {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value))
    throw new MalformedAnswer(`${what} is not an integer`);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}
