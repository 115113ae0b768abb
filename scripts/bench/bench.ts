/** What was measured against something else in the same run. */
export interface Ratio {
  /** What over what: "--help over node -e 0". */
  readonly what: string;
  readonly ratio: number;
  readonly target: number;
  /** The target is then the least, not the most, that is good enough. */
  readonly higherIsBetter?: boolean;
}

export interface BenchResult extends Ratio {
  /** The figures behind it, each with its n and its spread. */
  readonly lines: readonly string[];
  /** Further ratios with targets of their own; printed before the main one. */
  readonly also?: readonly Ratio[];
}

export interface Bench {
  readonly name: string;
  /** One line: what is compared with what. */
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
