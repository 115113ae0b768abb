/**
 * Values in the query strings of Jaeger, which reads them as Go's standard library does. What is malformed throws an
 * Error in the words of that library, so that a client sees what it would see from Jaeger.
 *
 * @see https://pkg.go.dev/time#ParseDuration and https://pkg.go.dev/strconv
 */

const NS_PER: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const INT64_MAX = 2n ** 63n - 1n;

/** A length of time, such as `1h2.5s` or `-3us`, in nanoseconds. @throws Error */
export function goDuration(text: string): bigint {
  const amount = text.replace(/^[-+]/, '');
  if (amount === '0') return 0n;
  const terms = [...amount.matchAll(/([\d.]*)([^\d.]*)/g)].filter(([all]) => all !== '');
  const total = terms.reduce(
    (sum, [, number = '', unit = '']) => sum + term(number, unit, text),
    0n,
  );
  if (terms.length === 0 || total > INT64_MAX) throw invalid(text);
  return text.startsWith('-') ? -total : total;
}

function term(number: string, unit: string, text: string): bigint {
  const [, whole = '', fraction = ''] = /^(\d{0,19})(?:\.(\d*))?$/.exec(number) ?? [];
  if (whole === '' && fraction === '') throw invalid(text);
  if (unit === '') throw new Error(`time: missing unit in duration ${quoted(text)}`);
  const per = Object.hasOwn(NS_PER, unit) ? NS_PER[unit] : undefined;
  if (per === undefined) {
    throw new Error(`time: unknown unit ${quoted(unit)} in duration ${quoted(text)}`);
  }
  const digits = fraction.slice(0, 18);
  return BigInt(whole) * per + (BigInt(digits) * per) / 10n ** BigInt(digits.length);
}

const invalid = (text: string): Error => new Error(`time: invalid duration ${quoted(text)}`);

/** Nanoseconds as Go prints them: `70ms`, `1.5s`, `1h0m0.25s`. */
export function printGoDuration(ns: bigint): string {
  if (ns < 0n) return `-${printGoDuration(-ns)}`;
  if (ns === 0n) return '0s';
  if (ns < 1000n) return `${ns}ns`;
  if (ns < 1_000_000n) return `${decimal(ns, 3)}µs`;
  if (ns < 1_000_000_000n) return `${decimal(ns, 6)}ms`;
  const minutes = ns / 60_000_000_000n;
  const seconds = `${decimal(ns % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return seconds;
  const hours = minutes / 60n;
  return hours === 0n ? `${minutes}m${seconds}` : `${hours}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
}

/** A whole number of at most `bits` bits with its sign. @throws Error */
export function goInt(text: string, bits: 32 | 64): bigint {
  const failure = (reason: string): Error =>
    new Error(`strconv.ParseInt: parsing ${quoted(text)}: ${reason}`);
  if (!/^[-+]?\d+$/.test(text)) throw failure('invalid syntax');
  const value = text.length > 100 ? 2n ** 64n : BigInt(text.replace('+', ''));
  const limit = 2n ** BigInt(bits - 1);
  if (value >= limit || value < -limit) throw failure('value out of range');
  return value;
}

/** A decimal number, or a word for one that is not finite. @throws Error */
export function goFloat(text: string): number {
  const failure = (reason: string): Error =>
    new Error(`strconv.ParseFloat: parsing ${quoted(text)}: ${reason}`);
  if (/^[-+]?inf(inity)?$|^nan$/i.test(text)) return Number.NaN;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) throw failure('invalid syntax');
  const value = Number(text);
  if (!Number.isFinite(value)) throw failure('value out of range');
  return value;
}

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** @throws Error */
export function goBool(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new Error(`strconv.ParseBool: parsing ${quoted(text)}: invalid syntax`);
}

const RFC3339 =
  /^(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** An instant with its zone, in nanoseconds since the epoch. @throws Error */
export function rfc3339(text: string): bigint {
  const [, utc = '', fraction = '', sign, hours = '0', minutes = '0'] = RFC3339.exec(text) ?? [];
  const ms = Date.parse(`${utc}Z`);
  // A 30th of February would become the 2nd of March.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(utc)) {
    throw new Error(`parsing time ${quoted(text)} as "2006-01-02T15:04:05.999999999Z07:00"`);
  }
  const offset = (Number(hours) * 60 + Number(minutes)) * 60;
  const seconds = ms / 1000 + (sign === '-' ? offset : -offset);
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));
