import { type JsonBytes, type Literal, literalOf } from './json-bytes.ts';

/** More are not worth their memory: a file that has so many has each of them once. */
const MOST = 1024;
const MOST_BYTES = 4096;

interface Kept<T> {
  readonly literal: Literal;
  readonly value: T;
  /** The one that came after it the last time. */
  next: Kept<T> | undefined;
}

/** What was read of a list or object that came before: those of resources and scopes are nearly always the same again. */
export class Remembered<T> {
  readonly #read: (json: unknown) => T;
  readonly #kept = new Map<number, Kept<T>>();
  #latest: Kept<T> | undefined;

  /** @param read makes what is kept of a value of JSON, which is the same for the same value */
  constructor(read: (json: unknown) => T) {
    this.#read = read;
  }

  /** Reads the list or object that is next. @throws Unusual, SyntaxError, and what `read` throws */
  next(json: JsonBytes): T {
    const expected = this.#latest?.next;
    const kept = expected && json.passes(expected.literal) ? expected : this.#lookUp(json);
    if (this.#latest) this.#latest.next = kept;
    this.#latest = kept;
    return kept.value;
  }

  #lookUp(json: JsonBytes): Kept<T> {
    const { bytes, at: start } = json;
    const end = json.endOfValue();
    const key = keyOf(bytes, start, end);
    const before = this.#kept.get(key);
    if (before && json.passes(before.literal)) return before;
    const value = this.#read(json.value());
    const literal = literalOf(Uint8Array.from(bytes.subarray(start, end)));
    const kept = { literal, value, next: undefined };
    if (this.#kept.size >= MOST) this.#kept.clear();
    if (end - start <= MOST_BYTES) this.#kept.set(key, kept);
    return kept;
  }
}

/** Of every third byte: what is compared afterwards need not be read twice. */
function keyOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at += 3) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return hash;
}
