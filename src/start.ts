import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { realClock } from './base/clock.ts';
import { codeOf, EXIT, Interrupted, LabError } from './base/errors.ts';
import { cannotWriteNamed } from './base/named-file.ts';
import { workingDirectory } from './base/working-directory.ts';
import type { Context } from './cli/context.ts';
import { withPages } from './cli/shell/pages.ts';
import { phrase } from './cli/shell/phrase.ts';
import { runProgram } from './cli/program.ts';
import { errorDocument, reportError } from './cli/shell/report-error.ts';
import { printable } from './render/terminal/printable.ts';
import { screenOf } from './cli/shell/screen-of.ts';
import { asksForJson, labIn, startedAs } from './cli/shell/started-as.ts';

declare const JAEGER_LAB_VERSION: string;

const stop = new AbortController();
// Every request in flight adds a listener, which node would report as a leak.
setMaxListeners(0, stop.signal);
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    asked += 1;
    stop.abort();
    // A second signal exits without cleaning up; `down` finds what is left.
    if (asked > 1) process.exit(EXIT.interrupted);
  });
}
// The reader of a pipe has closed it (`jaeger-lab slowest | head -1`), or the terminal was closed: the command ends as
// after Ctrl-C, and cleans up.
const READER_GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);
let unwritten: LabError | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    stop.abort();
    if (READER_GONE.has(cause.code)) return;
    const what = stream === process.stdout ? 'the answer' : 'a message';
    unwritten ??= cannotWriteNamed(what, cause, 'redirect it elsewhere');
  });
}

async function askOnTerminal(question: string): Promise<string> {
  // Loaded only to ask.
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal: stop.signal });
  } catch (error) {
    // Ctrl-C and Ctrl-D: in the terminal's raw mode no signal comes.
    if (stop.signal.aborted || codeOf(error) === 'ABORT_ERR') throw new Interrupted();
    throw error;
  } finally {
    terminal.close();
  }
}

/**
 * Runs the command of the process's arguments in the real world and sets its exit code.
 *
 * @param distFolder the folder of the built program
 */
export async function start(distFolder: string): Promise<void> {
  const args = process.argv.slice(2);
  const noteScreen = screenOf(process.stderr, process.env);
  // What is read in a log has no colours and rewrites nothing: no control character belongs there.
  const isPlain = !noteScreen.isTTY && !noteScreen.colour;
  const noteText = (text: string): string =>
    isPlain ? text.split('\n').map(printable).join('\n') : text;
  const context: Context = {
    screen: screenOf(process.stdout, process.env),
    noteScreen,
    clock: realClock,
    env: process.env,
    stop: stop.signal,
    startedAs: startedAs(process.argv[1] ?? '', workingDirectory(), process.env),
    caveats: new Set(),
    distFolder,
    version: JAEGER_LAB_VERSION,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askOnTerminal : undefined,
    exitWith: (code) => {
      process.exitCode = code;
    },
    get stdin() {
      return process.stdin;
    },
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(noteText(text)),
  };

  const fail = (thrown: unknown): void => {
    // After Ctrl-C every failure is a consequence of it.
    const interrupted = stop.signal.aborted && thrown instanceof LabError;
    const error = unwritten ?? (interrupted ? new Interrupted() : thrown);
    const say = (hint: string): string =>
      withPages(phrase(hint, context.startedAs, labIn(args)), distFolder);
    const { isTTY, columns } = context.noteScreen;
    const report = reportError(error, say, printable, isTTY ? columns : undefined);
    context.note(report.text);
    if (asksForJson(args, process.env)) context.note(errorDocument(report));
    process.exitCode = report.exitCode;
  };
  // The last resort: node would print the line of the program that threw, which is most of the bundle.
  process.setUncaughtExceptionCaptureCallback((thrown) => {
    fail(thrown);
    process.exit();
  });
  try {
    if (workingDirectory() === undefined) throw workingDirectoryIsGone();
    await runProgram(args, context);
    // A stream reports what it could not write only after it was asked to.
    await nextTurn();
    if (unwritten) throw unwritten;
  } catch (thrown) {
    fail(thrown);
  }
}

const workingDirectoryIsGone = (): LabError =>
  new LabError('the working directory no longer exists', {
    hint: 'cd to a directory that exists, then type the command again',
  });
