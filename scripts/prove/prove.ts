/** One bound that a proof holds against what it counted. */
export interface Proved {
  readonly what: string;
  /** Of how many, how many did it. */
  readonly count: number;
  readonly of: number;
  /** The share that `count / of` may not exceed, or must reach. */
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
}

export interface ProofResult {
  readonly proved: readonly Proved[];
  /** Figures without a bound, and each case that went wrong. */
  readonly lines: readonly string[];
}

/** A long run that shows how often the program is right; a small part of it is a test. */
export interface Proof {
  readonly name: string;
  /** One line. */
  readonly about: string;
  run(note: (text: string) => void, args?: readonly string[]): Promise<ProofResult>;
}

export const holds = ({ count, of, bound }: Proved): boolean =>
  'atMost' in bound ? count <= bound.atMost * of : count >= bound.atLeast * of;

/** "| slow place: named | 40 of 40 | 100 % | at least 95 % | holds |", for docs/evidence.md. */
export function provedRow(proved: Proved): string {
  const { what, count, of, bound } = proved;
  const said =
    'atMost' in bound ? `at most ${percent(bound.atMost)}` : `at least ${percent(bound.atLeast)}`;
  const verdict = holds(proved) ? 'holds' : 'does not hold';
  return `| ${[what, `${count} of ${of}`, percent(count / of), said, verdict].join(' | ')} |`;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
