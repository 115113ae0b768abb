import type { Clock } from '../base/clock.ts';
import type { Screen } from '../render/terminal/screen.ts';

/** A stream: what it can show, and whether what was written can be rewritten in place. */
export interface Terminal extends Screen {
  readonly isTTY: boolean;
}

/** What an answer must say of how it was had: that the certificate of a server was not checked. */
export type Caveat = 'insecure';

/** Everything a command may use of the world. Tests hand in one of their own. */
export interface Context {
  /** What stdout is. */
  readonly screen: Terminal;
  /** What stderr is. */
  readonly noteScreen: Terminal;
  readonly clock: Clock;
  /** Times are typed and printed in UTC instead of the local zone. */
  readonly utc?: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires at Ctrl-C. */
  readonly stop: AbortSignal;
  /** How the program was started, so that a command that it prints can be typed: "jaeger-lab", "npx jaeger-lab". */
  readonly startedAs: string;
  /** What connections of the command add to its answer. */
  readonly caveats: Set<Caveat>;
  /** The folder of the built program. */
  readonly distFolder: string;
  readonly version: string;
  /** What the user types in answer to a question; absent where stdin or stderr is not a terminal. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Bytes from stdin; absent in tests that have none. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** Ends the program with the exit code of a command that it ran; absent in tests. */
  readonly exitWith?: ((code: number) => void) | undefined;
  /** The answer, to stdout. */
  out(text: string | Uint8Array): void;
  /** Progress, remarks and errors, to stderr. */
  note(text: string): void;
}
