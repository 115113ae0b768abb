import { setMaxListeners } from 'node:events';
import { relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { realClock } from './base/clock.ts';
import { EXIT, Interrupted, LabError } from './base/errors.ts';
import { cannotWrite } from './base/files.ts';
import type { Context } from './cli/context.ts';
import { phrase } from './cli/shell/phrase.ts';
import { runProgram } from './cli/program.ts';
import { reportError } from './cli/shell/report-error.ts';
import { printable } from './render/terminal/printable.ts';
import { screenOf } from './cli/shell/screen-of.ts';
import { labIn, startedAs } from './cli/shell/started-as.ts';

declare const JAEGER_LAB_VERSION: string;

const stop = new AbortController();
// As many listen for it as requests are under way: that is no leak.
setMaxListeners(0, stop.signal);
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    asked += 1;
    stop.abort();
    // Who asks twice does not want to wait for the cleaning up; `down` finds what is left.
    if (asked > 1) process.exit(EXIT.interrupted);
  });
}
// Nobody reads any more: the reader of a pipe has seen enough (`jaeger-lab slowest | head -1`), or the terminal was
// closed. As for an answer that cannot be written, what is under way ends as by Ctrl-C and is cleaned up after.
const NOBODY_READS: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);
let unwritten: LabError | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    stop.abort();
    if (NOBODY_READS.has(cause.code)) return;
    const what = stream === process.stdout ? 'the answer' : 'what is to be told';
    unwritten ??= cannotWrite(what, cause, 'give it somewhere else to go');
  });
}

/**
 * Runs the command of the process's arguments in the real world and sets its exit code.
 *
 * @param distFolder the folder of the built program
 */
export async function start(distFolder: string): Promise<void> {
  const args = process.argv.slice(2);
  const context: Context = {
    screen: screenOf(process.stdout, process.env),
    noteScreen: screenOf(process.stderr, process.env),
    clock: realClock,
    env: process.env,
    stop: stop.signal,
    startedAs: startedAs(relative(process.cwd(), process.argv[1] ?? ''), process.env),
    distFolder,
    version: JAEGER_LAB_VERSION,
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
  };

  try {
    await runProgram(args, context);
    // A stream tells of what it could not write only after it was asked to.
    await nextTurn();
    if (unwritten) throw unwritten;
  } catch (thrown) {
    // After Ctrl-C whatever broke broke because of it.
    const interrupted = stop.signal.aborted && thrown instanceof LabError;
    const error = unwritten ?? (interrupted ? new Interrupted() : thrown);
    const say = (hint: string): string => phrase(hint, context.startedAs, labIn(args));
    const { text, exitCode } = reportError(error, say, printable);
    context.note(text);
    process.exitCode = exitCode;
  }
}
