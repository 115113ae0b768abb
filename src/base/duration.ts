const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

const isUnit = (text: string | undefined): text is keyof typeof MS =>
  text !== undefined && Object.hasOwn(MS, text);

/**
 * Parses a duration as a user types it: a number with its unit, `500ms`, `1.5s`, `2m`, `1h`. 0 needs no unit.
 *
 * @returns milliseconds; undefined for anything else, including a negative number
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,9})?)([a-z]+)$/.exec(text) ?? [];
  return isUnit(unit) ? Number(amount) * MS[unit] : undefined;
}

/**
 * Parses a rate as a user types it: `20/s`, `0.5/s`, `600/m`.
 *
 * @returns the number per second, above 0; undefined for anything else
 */
export function parsePerSecond(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,9})?)\/([a-z]+)$/.exec(text) ?? [];
  if (!isUnit(unit)) return undefined;
  const perSecond = (Number(amount) * 1000) / MS[unit];
  return perSecond > 0 ? perSecond : undefined;
}
