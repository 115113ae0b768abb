/** A program as it is started on this machine. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** For a person. */
  readonly runs: string;
  /** Files whose change makes it another program. */
  readonly files: readonly string[];
}
