/** What Jaeger sent is not what its API promises. The message says which part, for a sentence about Jaeger. */
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

/** A list; one that is empty may be left out or null. */
export function listIn(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) return NOTHING;
  throw new MalformedAnswer(`${what} is not a list`);
}

/** A text; one that is empty may be left out or null. */
export function textIn(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  throw new MalformedAnswer(`${what} is not a text`);
}

export function numberIn(value: unknown, what: string): number {
  if (typeof value === 'number') return value;
  throw new MalformedAnswer(`${what} is not a number`);
}

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const NO_SPAN = '0'.repeat(16);

/** 32 lower-case hex digits; ids of 64 bits, which the legacy API prints with 16, are padded. */
export function traceIdIn(value: unknown, what: string): string {
  return idIn(value, TRACE_ID, 32, what);
}

/** 16 lower-case hex digits. */
export function spanIdIn(value: unknown, what: string): string {
  return idIn(value, SPAN_ID, 16, what);
}

/** Undefined where there is none: left out, empty, or all zeros. */
export function optionalSpanIdIn(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const id = spanIdIn(value, what);
  return id === NO_SPAN ? undefined : id;
}

function idIn(value: unknown, form: RegExp, digits: number, what: string): string {
  if (typeof value === 'string') {
    if (form.test(value)) return value;
    const padded = value.toLowerCase().padStart(digits, '0');
    if (value !== '' && form.test(padded)) return padded;
  }
  throw new MalformedAnswer(`${what} is not made of ${digits} hex digits`);
}
