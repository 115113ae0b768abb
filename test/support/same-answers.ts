/** Fields that name where and when traces were read, or compare them with the server's own graph. */
const OF_THE_SOURCE: ReadonlySet<string> = new Set([
  'jaegerUrl',
  'jaegerVersion',
  'what',
  'differences',
]);

/** Times that a server rounds to microseconds differ by one at each end, and their sums by more. */
const ROUNDED_US = 3;
const ROUNDED_SHARE = 0.005;
/** Shares of a difference that is itself a fraction of a millisecond. */
const ROUNDED_OF_SMALL = 0.02;
/** A field with a time or a share somewhere above it. */
const IS_TIME = /\.(\w*(us|share|ratio)|us|path|value)(\.|$)/i;
const IS_NOW = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * What differs between two answers, but for what the second server does not keep: upper case in names, numbers other
 * than as text, and digits below a microsecond.
 *
 * @returns a line each: "answer.places[0].count: 3 and 4"
 */
export function differences(first: unknown, second: unknown, path = 'answer'): string[] {
  if (typeof first === 'number' && typeof second === 'number')
    return isClose(first, second, IS_TIME.test(path)) ? [] : [`${path}: ${first} and ${second}`];
  if (isObject(first) && isObject(second)) {
    const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
    return keys
      .filter((key) => !OF_THE_SOURCE.has(key))
      .flatMap((key) => differences(first[key], second[key], `${path}.${key}`));
  }
  if (lower(first) === lower(second)) return [];
  return [`${path}: ${JSON.stringify(first)} and ${JSON.stringify(second)}`];
}

function isClose(first: number, second: number, isTime: boolean): boolean {
  if (!isTime) return first === second;
  const isWhole = Number.isInteger(first);
  const [most, part] = isWhole ? [ROUNDED_US, 1e-3] : [ROUNDED_SHARE, ROUNDED_OF_SMALL];
  return Math.abs(first - second) <= Math.max(most, Math.abs(first) * part);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The ends of a time that is counted from now differ. */
const lower = (value: unknown): string =>
  IS_NOW.test(String(value)) ? 'a time' : String(value).toLowerCase();
