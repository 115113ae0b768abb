#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { dirname, relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { realClock } from './base/clock.ts';
import { EXIT, Interrupted, LabError } from './base/errors.ts';
import { cannotWrite } from './base/files.ts';
import type { Context } from './cli/context.ts';
import { phrase } from './cli/shell/phrase.ts';
import { runProgram } from './cli/program.ts';
import { errorDocument, reportError } from './cli/shell/report-error.ts';
import { printable } from './render/terminal/printable.ts';
import { screenOf } from './cli/shell/screen-of.ts';
import { asksForJson, labIn, startedAs } from './cli/shell/started-as.ts';

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

const args = process.argv.slice(2);
const context: Context = {
  screen: screenOf(process.stdout, process.env),
  noteScreen: screenOf(process.stderr, process.env),
  clock: realClock,
  env: process.env,
  stop: stop.signal,
  startedAs: startedAs(relative(process.cwd(), process.argv[1] ?? ''), process.env),
  distFolder: dirname(fileURLToPath(import.meta.url)),
  version: JAEGER_LAB_VERSION,
  out: (text) => void process.stdout.write(text),
  note: (text) => void process.stderr.write(text),
};

function fail(thrown: unknown): void {
  // After Ctrl-C whatever broke broke because of it.
  const interrupted = stop.signal.aborted && thrown instanceof LabError;
  const error = unwritten ?? (interrupted ? new Interrupted() : thrown);
  const say = (hint: string): string => phrase(hint, context.startedAs, labIn(args));
  const report = reportError(error, say, printable);
  context.note(report.text);
  if (asksForJson(args, process.env)) context.note(errorDocument(report));
  process.exitCode = report.exitCode;
}

// The last resort: node would print the line of the program that threw, which is most of the bundle.
process.setUncaughtExceptionCaptureCallback((thrown) => {
  fail(thrown);
  process.exit();
});

try {
  await runProgram(args, context);
  // A stream tells of what it could not write only after it was asked to.
  await nextTurn();
  if (unwritten) throw unwritten;
} catch (thrown) {
  fail(thrown);
}
