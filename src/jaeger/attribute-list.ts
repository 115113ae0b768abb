import type { AttributeValue } from '../model/trace.ts';
import { listIn, objectIn, textIn, type WireObject } from './checked.ts';

/** Attributes in their original order; a key may occur more than once. */
export interface AttributeList {
  readonly keys: KeySequence;
  /** One per key. */
  readonly values: readonly AttributeValue[];
}

/** Caching more is not worth the memory: an instrumentation does not write so many orders. */
const MOST_SEQUENCES = 4096;

/**
 * Keys in their original order. The spans of one operation nearly always have the same keys in the same order, so that
 * results that depend only on the keys are computed once, and not for each of 100,000 spans:
 *
 *     (none) ─ http.method ─ url.path ─ status_code
 *                          └ url.query ─ url.path
 */
export class KeySequence {
  static readonly NONE = new KeySequence([]);
  static #kept = 0;

  readonly keys: readonly string[];
  readonly #next = new Map<string, KeySequence>();
  /** The one that was last asked for: comparing a fresh text takes less than the hash that a look-up needs. */
  #latest: { readonly key: string; readonly sequence: KeySequence } | undefined;
  #sorted: readonly number[] | undefined;

  private constructor(keys: readonly string[]) {
    this.keys = keys;
  }

  /** This list with one more key. */
  then(key: string): KeySequence {
    if (this.#latest?.key === key) return this.#latest.sequence;
    const known = this.#next.get(key);
    const sequence = known ?? new KeySequence([...this.keys, key]);
    this.#latest = { key, sequence };
    if (known === undefined && KeySequence.#kept < MOST_SEQUENCES) {
      KeySequence.#kept += 1;
      this.#next.set(key, sequence);
    }
    return sequence;
  }

  /** Positions of the keys in alphabetical order; equal keys in their original order. */
  get sorted(): readonly number[] {
    this.#sorted ??= Array.from(this.keys.keys()).sort((a, b) => {
      const [first = '', second = ''] = [this.keys[a], this.keys[b]];
      return Number(first > second) - Number(first < second);
    });
    return this.#sorted;
  }
}

export const NOTHING: AttributeList = { keys: KeySequence.NONE, values: [] };

/**
 * @param list an array of objects with a `key`; one that is empty may be left out
 * @param what names the list in the error: "tags"
 * @param valueOf reads the value of one of these objects
 * @throws MalformedAnswer
 */
export function attributeList(
  list: unknown,
  what: string,
  valueOf: (wire: WireObject) => AttributeValue,
): AttributeList {
  const items = listIn(list, what);
  if (items.length === 0) return NOTHING;
  let keys = KeySequence.NONE;
  const values = items.map((item) => {
    const wire = objectIn(item, 'an attribute');
    keys = keys.then(textIn(wire['key'], "an attribute's key"));
    return valueOf(wire);
  });
  return { keys, values };
}
