/** A term of tracing, explained in five lines. */
export interface Term {
  readonly name: string;
  /** Other names for it, and its plural where that is not the name with an s. */
  readonly also?: readonly string[];
  /** A sentence or two, written to be read in one go. */
  readonly lines: readonly [string, string, string, string, string];
  /** At most 58 columns wide. */
  readonly drawing?: readonly string[];
}
