import type { ProofResult, Proved } from '../prove.ts';

/** What is wrong in one case; empty when all is well. */
export type Mistakes = readonly string[];

/** Counts the cases in which all was well, row by row. */
export class Tally implements ProofResult {
  readonly proved: Proved[] = [];
  readonly lines: string[] = [];
  readonly note: (text: string) => void;

  constructor(note: (text: string) => void) {
    this.note = note;
  }

  /** A row of the table: tries each case, and notes what went wrong in it. */
  async row<Case>(
    what: string,
    cases: Iterable<Case>,
    attempt: (one: Case) => Promise<Mistakes>,
  ): Promise<void> {
    this.note(what);
    const found: Mistakes[] = [];
    for (const one of cases)
      found.push(await attempt(one).catch((failure: unknown) => [String(failure)]));
    this.found(what, found);
  }

  /** A row of cases that were tried before. */
  found(what: string, found: readonly Mistakes[]): void {
    const count = found.filter(({ length }) => length === 0).length;
    this.proved.push({ what, count, of: found.length, bound: { atLeast: 1 } });
    const mistakes = found.flat().map((mistake) => `${what}: ${mistake}`);
    this.lines.push(...mistakes);
    // A run of hours may be cut off.
    this.note([`${count} of ${found.length}`, ...mistakes].join('\n'));
  }

  add({ proved, lines }: ProofResult): void {
    this.proved.push(...proved);
    this.lines.push(...lines);
  }
}

/** "1 of 3", "2 of 3", …: what is done again and again. */
export const times = (n: number): readonly number[] =>
  Array.from({ length: n }, (_, index) => index);

/** A share of a number of cases, at least one. */
export const part = (share: number, of: number): number => Math.max(1, Math.round(share * of));
