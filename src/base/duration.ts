/** From long to short, in ms; the micro sign and the Greek letter look the same. */
const UNITS = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
};
const ORDER = Object.keys(UNITS);

const isUnit = (text: string | undefined): text is keyof typeof UNITS =>
  text !== undefined && Object.hasOwn(UNITS, text);

/**
 * A duration as a person types it: `500ms`, `1.5s`, `1h30m`, `14d`, `4us`, `4µs`; several units from long to short.
 * 0 needs no unit.
 *
 * @returns milliseconds; undefined for anything else, including a negative number
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?[a-zµμ]{1,2}){1,6}$/.test(text)) return undefined;
  let ms = 0;
  let before = -1;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(\D+)/g)) {
    if (!isUnit(unit) || ORDER.indexOf(unit) <= before) return undefined;
    before = ORDER.indexOf(unit);
    ms += Number(amount) * UNITS[unit];
  }
  return ms;
}

/** A duration in ms as it may be typed, in the largest unit that divides it: `90s`, `30m`, `1500ms`. */
export function durationText(ms: number): string {
  const [unit = 'ms', size = 1] =
    Object.entries(UNITS).find(([, length]) => length <= ms && ms % length === 0) ?? [];
  return `${ms / size}${unit}`;
}

/**
 * A part of a whole as a person types it: `0.1` or `10%`.
 *
 * @returns 0 to 1; undefined for anything else
 */
export function parseShare(text: string): number | undefined {
  const [, number, percent] = /^(\d{1,9}(?:\.\d{1,9})?)(%?)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  const share = Number(number) / (percent === '%' ? 100 : 1);
  return share <= 1 ? share : undefined;
}

/**
 * Parses a rate as a user types it: `20/s`, `0.5/s`, `600/m`.
 *
 * @returns the number per second, above 0; undefined for anything else
 */
export function parsePerSecond(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,9})?)\/([a-z]+)$/.exec(text) ?? [];
  if (!isUnit(unit)) return undefined;
  const perSecond = (Number(amount) * 1000) / UNITS[unit];
  return perSecond > 0 ? perSecond : undefined;
}
