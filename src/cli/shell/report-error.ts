import { jsonText } from '../../render/json.ts';
import { wrap, wrapWords } from '../../render/terminal/wrap.ts';
import { EXIT, type ExitCode, Interrupted, LabError } from '../../base/errors.ts';

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
      .map((line) => `  │ ${printable(line)}\n`);
    const error = printable(thrown.message);
    const hint = thrown.hint === undefined ? undefined : printable(say(thrown.hint));
    const sentence = wrapWords(error, columns - 2).join('\n  ');
    const ways = thrown.hint?.split('; ') ?? [];
    const arrows = ways.map(
      (way) => `→ ${linesOf(way, (text) => printable(say(text)), columns)}\n`,
    );
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

/** One way out of a hint: a command to type has a line of its own behind a colon, and is never broken. */
function linesOf(way: string, say: (text: string) => string, columns: number): string {
  const [, prose = way, command] = /^(.*:) (jaeger-lab .*)$/.exec(way) ?? [];
  const pieces = prose
    .split(/(\bjaeger-lab (?:(?!, ).)*,?)/)
    .flatMap((part) => (part.startsWith('jaeger-lab ') ? [part] : part.trim().split(' ')))
    .filter((piece) => piece !== '');
  const lines = wrap(pieces.map(say), ' ', columns - 2);
  return [...lines, ...(command === undefined ? [] : [say(command)])].join('\n  ');
}

/** The same for a program: the last line of stderr where an answer was to be JSON. */
export function errorDocument({ error, hint, exitCode }: ErrorReport): string {
  return jsonText({ schema: 'jaeger-lab/error@1', error, hint, exitCode });
}
