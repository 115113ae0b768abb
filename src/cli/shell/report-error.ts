import { EXIT, type ExitCode, Interrupted, LabError } from '../../base/errors.ts';

/** What is written for something that was thrown, and the exit code that goes with it. */
export interface ErrorReport {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * A user's mistake or an unready world: the sentence, its proof, the next thing to type. A bug of ours: the stack.
 *
 * @param say puts hints into the form that can be typed
 */
export function reportError(
  thrown: unknown,
  say: (hint: string) => string,
  printable: (text: string) => string,
): ErrorReport {
  if (thrown instanceof Interrupted) return { text: 'interrupted\n', exitCode: thrown.exitCode };
  if (thrown instanceof LabError) {
    const evidence = thrown.evidence
      .filter((line) => line !== '')
      .map((line) => `  │ ${printable(line)}\n`);
    const hint = thrown.hint === undefined ? '' : `→ ${printable(say(thrown.hint))}\n`;
    return {
      text: `✖ ${printable(thrown.message)}\n${evidence.join('')}${hint}`,
      exitCode: thrown.exitCode,
    };
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return {
    text: `✖ this is a bug in jaeger-lab; please report it with the lines below\n${stack}\n`,
    exitCode: EXIT.bug,
  };
}
