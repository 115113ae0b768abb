const NAMES = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const;

/** The summary of Node's test runner. */
export type Counts = Readonly<Record<(typeof NAMES)[number] | 'duration_ms', number>>;

export const NONE: Counts = {
  tests: 0,
  suites: 0,
  pass: 0,
  fail: 0,
  cancelled: 0,
  skipped: 0,
  todo: 0,
  duration_ms: 0,
};

/**
 * @param tap the output of Node's tap reporter
 * @returns undefined when it does not end in a summary
 */
export function countsIn(tap: string): Counts | undefined {
  const found = [...tap.matchAll(/^# (\w+) (\d+(?:\.\d+)?)$/gm)].map(
    ([, name = '', value]) => [name, Number(value)] as const,
  );
  const counts = Object.fromEntries(found) as Partial<Counts>;
  if (!NAMES.every((name) => counts[name] !== undefined)) return undefined;
  // The summary omits a suite that is skipped as a whole.
  const skips = [...skipsIn(tap).values()].reduce((one, other) => one + other, 0);
  return { ...NONE, ...counts, skipped: Math.max(counts.skipped ?? 0, skips) };
}

/** How many tests and whole suites were skipped for each reason. */
export function skipsIn(tap: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const [, reason = ''] of tap.matchAll(/^ *ok \d+ .*# SKIP\b *(.*)$/gm)) {
    const key = reason === '' ? 'no reason given' : reason;
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return times;
}

export function sum(all: readonly Counts[]): Counts {
  const total = { ...NONE } as Record<keyof Counts, number>;
  for (const counts of all) {
    for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
  }
  return total;
}

/** In the format of Node's own summary, so that tools can parse it. */
export function summary(counts: Counts): string {
  const lines = NAMES.map((name) => `ℹ ${name} ${counts[name]}`);
  return [...lines, `ℹ duration_ms ${Math.round(counts.duration_ms)}`, ''].join('\n');
}
