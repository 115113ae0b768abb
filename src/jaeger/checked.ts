/** The response does not have the format of Jaeger's API. The message names the part. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

export type WireObject = Readonly<Record<string, unknown>>;

const NOTHING: readonly unknown[] = [];

/** @param what names the value in the error: "a span" */
export function objectIn(value: unknown, what: string): WireObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as WireObject;
  throw new MalformedAnswer(`${what} is not an object`);
}

/** A list; an empty one may be omitted or null. */
export function listIn(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) return NOTHING;
  throw new MalformedAnswer(`${what} is not a list`);
}

const NONE: readonly never[] = [];

/** Reads each item of a list; allocates nothing for an empty list, as most are. */
export function eachIn<T>(
  value: unknown,
  what: string,
  read: (item: unknown) => T,
  isWanted: (item: unknown) => boolean = () => true,
): readonly T[] {
  const list = listIn(value, what);
  return list.length === 0 ? NONE : list.filter(isWanted).map((item) => read(item));
}

/** A string; an empty one may be omitted or null. */
export function textIn(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  throw new MalformedAnswer(`${what} is not a string`);
}

/** Caching more is not worth the memory: a value with so many variants is not a name. */
const MOST_NAMES = 4096;
const NAMES = new Map<string, string>();

/**
 * A string that many spans share, such as their name or the key of an attribute. All of them get the same object, which
 * saves memory and halves the time for attributes.
 */
export function nameIn(value: unknown, what: string): string {
  const text = textIn(value, what);
  const known = NAMES.get(text);
  if (known !== undefined) return known;
  if (NAMES.size < MOST_NAMES) NAMES.set(text, text);
  return text;
}

export function numberIn(value: unknown, what: string): number {
  if (typeof value === 'number') return value;
  throw new MalformedAnswer(`${what} is not a number`);
}

const [DIGIT_0, DIGIT_9, LETTER_A, LETTER_F] = [0x30, 0x39, 0x61, 0x66];
const NO_SPAN = '0'.repeat(16);

/** The trace id of a sender without a context. */
export const NO_TRACE = '0'.repeat(32);
let latestTraceId = '';

/**
 * 32 lower-case hex digits; ids of 64 bits, which the legacy API prints with 16, are padded. Spans of one trace that come
 * one after the other get the same object.
 */
export function traceIdIn(value: unknown, what: string): string {
  if (value !== latestTraceId) {
    latestTraceId = idIn(value, 32, what);
    if (latestTraceId === NO_TRACE) throw new MalformedAnswer(`${what} is all zeros`);
  }
  return latestTraceId;
}

/** Whether an entry leads anywhere: a sender without a context writes ids that are empty or all zeros. */
export const leadsSomewhere =
  (...keys: readonly string[]) =>
  (entry: unknown): boolean => {
    const ids = typeof entry === 'object' && entry !== null ? Object.entries(entry) : [];
    return !ids.some(
      ([key, id]) => keys.includes(key) && typeof id === 'string' && /^0*$/.test(id),
    );
  };

/** 16 lower-case hex digits. */
export function spanIdIn(value: unknown, what: string): string {
  return idIn(value, 16, what);
}

/** Undefined where it is omitted, empty, or all zeros. */
export function optionalSpanIdIn(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const id = spanIdIn(value, what);
  return id === NO_SPAN ? undefined : id;
}

/** Takes half the time that a regular expression takes. */
function isHex(text: string, digits: number): boolean {
  if (text.length !== digits) return false;
  for (let at = 0; at < digits; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= DIGIT_0 && code <= DIGIT_9) || (code >= LETTER_A && code <= LETTER_F)))
      return false;
  }
  return true;
}

function idIn(value: unknown, digits: number, what: string): string {
  if (typeof value === 'string') {
    if (isHex(value, digits)) return value;
    const padded = value.toLowerCase().padStart(digits, '0');
    if (value !== '' && isHex(padded, digits)) return padded;
  }
  throw new MalformedAnswer(`${what} does not have ${digits} hex digits`);
}
