import { nearestRank } from '../../src/base/percentile.ts';

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** The middle value, or the mean of the two middle ones. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const below = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  const above = sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN;
  return (below + above) / 2;
}

/** "41.2 ms (p25–p75 40.1–43.0, n = 21)"; of fewer than 8 values the whole range. */
export function spread(values: readonly number[], unit: string, digits = 1): string {
  const sorted = ascending(values);
  const show = (value: number | undefined): string => (value ?? NaN).toFixed(digits);
  const range =
    sorted.length < 8
      ? `min–max ${show(sorted[0])}–${show(sorted.at(-1))}`
      : `p25–p75 ${show(nearestRank(sorted, 25))}–${show(nearestRank(sorted, 75))}`;
  return `${show(median(sorted))} ${unit} (${range}, n = ${sorted.length})`;
}

/**
 * Measures all sides in turn, A B A B, so that whatever else the machine does meets each of them alike. The first
 * round warms up and is thrown away.
 */
export async function interleaved<Side extends string, T>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<T>>>,
): Promise<Record<Side, T[]>> {
  const names = Object.keys(sides) as Side[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Side, T[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await sides[name]();
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
}
