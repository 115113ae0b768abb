/** A measurement relative to another one of the same run. */
export interface Ratio {
  /** The two sides: "--help over node -e 0". */
  readonly what: string;
  readonly ratio: number;
  readonly target: number;
  /** Whether the target is a minimum and not a maximum. */
  readonly higherIsBetter?: boolean;
}

export interface BenchResult extends Ratio {
  /** The underlying figures, each with its n and its spread. */
  readonly lines: readonly string[];
  /** Further ratios with their own targets; printed before the main one. */
  readonly also?: readonly Ratio[];
}

/** A part of a result. */
export interface Compared {
  readonly lines: readonly string[];
  readonly ratios: readonly Ratio[];
}

export interface Bench {
  readonly name: string;
  /** One line: the two sides of the comparison. */
  readonly about: string;
  run(): Promise<BenchResult>;
}

export const isMet = ({ ratio, target, higherIsBetter = false }: Ratio): boolean =>
  higherIsBetter ? ratio >= target : ratio <= target;

/** "ratio 1.32, target at most 1.5: met (--help over node -e 0)" */
export function ratioLine(ratio: Ratio): string {
  const bound = ratio.higherIsBetter ? 'at least' : 'at most';
  const verdict = isMet(ratio) ? 'met' : 'missed';
  return `ratio ${ratio.ratio.toFixed(2)}, target ${bound} ${ratio.target}: ${verdict} (${ratio.what})`;
}
