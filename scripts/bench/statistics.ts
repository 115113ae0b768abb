import { spreadOf } from '../../src/base/spread.ts';

export const median = (values: readonly number[]): number => spreadOf(values).median;

/** "41.2 ms (p25–p75 40.1–43.0, n = 21)"; for fewer than 8 values the whole range. */
export function spread(values: readonly number[], unit: string, digits = 1): string {
  const { n, median: middle, low, high, range } = spreadOf(values);
  const of = range.replace('-', '–');
  return `${middle.toFixed(digits)} ${unit} (${of} ${low.toFixed(digits)}–${high.toFixed(digits)}, n = ${n})`;
}
