const UNITS: readonly [ms: number, unit: string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** How long ago something was, in its largest unit: "5 d", "3 h", "12 min", "0 s". */
export function age(ms: number): string {
  const [size, unit] = UNITS.find(([length]) => ms >= length) ?? [1000, 's'];
  return `${Math.floor(Math.max(0, ms) / size)} ${unit}`;
}
