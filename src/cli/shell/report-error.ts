import { jsonText } from '../../render/json.ts';
import { wrapWords } from '../../render/terminal/wrap.ts';
import { EXIT, type ExitCode, Interrupted, LabError } from '../../base/errors.ts';
import { waysIn } from './ways.ts';

/** What is written for something that was thrown, and the exit code that goes with it. */
export interface ErrorReport {
  readonly text: string;
  /** What is wrong, in one sentence. */
  readonly error: string;
  readonly hint?: string | undefined;
  readonly exitCode: ExitCode;
}

/**
 * A user's mistake or an unready world: the sentence, its proof, the next thing to type. A bug of ours: the stack.
 *
 * @param say puts hints into the form that can be typed
 * @param columns where lines end; a command to type is never broken
 */
export function reportError(
  thrown: unknown,
  say: (hint: string) => string,
  printable: (text: string) => string,
  columns = Infinity,
): ErrorReport {
  if (thrown instanceof Interrupted)
    return { text: 'interrupted\n', error: 'interrupted', exitCode: thrown.exitCode };
  if (thrown instanceof LabError) {
    const evidence = thrown.evidence
      .filter((line) => line !== '')
      .flatMap((line) => wrapWords(printable(line), columns - 4))
      .map((line) => `  │ ${line}\n`);
    const error = printable(thrown.message);
    const hint = thrown.hint === undefined ? undefined : printable(say(thrown.hint));
    const sentence = wrapWords(error, columns - 2).join('\n  ');
    const ways = waysIn(thrown.hint ?? '', (text) => printable(say(text)), columns - 2);
    const arrows = ways.map((lines) => `→ ${lines.join('\n  ')}\n`);
    const text = `✖ ${sentence}\n${evidence.join('')}${arrows.join('')}`;
    return { text, error, hint, exitCode: thrown.exitCode };
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return {
    text: `✖ this is a bug in jaeger-lab; please report it with the lines below\n${stack}\n`,
    error: stack,
    hint: 'this is a bug in jaeger-lab; please report it',
    exitCode: EXIT.bug,
  };
}

/** The same for a program: the last line of stderr where an answer was to be JSON. */
export function errorDocument({ error, hint, exitCode }: ErrorReport): string {
  return jsonText({ schema: 'jaeger-lab/error@1', error, hint, exitCode });
}
