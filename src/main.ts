#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realClock } from './base/clock.ts';
import { EXIT, Interrupted, LabError } from './base/errors.ts';
import type { Context } from './cli/context.ts';
import { phrase } from './cli/phrase.ts';
import { runProgram } from './cli/program.ts';
import { reportError } from './cli/report-error.ts';
import { printable } from './render/terminal/printable.ts';
import { screenOf } from './cli/screen-of.ts';
import { labIn, startedAs } from './cli/started-as.ts';

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
// The reader of a pipe has seen enough: `jaeger-lab slowest | head -1`. What is under way is cleaned up.
const reader = { isGone: false };
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    reader.isGone = true;
    stop.abort();
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

try {
  await runProgram(args, context);
} catch (thrown) {
  // After Ctrl-C whatever broke broke because of it.
  const error = stop.signal.aborted && thrown instanceof LabError ? new Interrupted() : thrown;
  const say = (hint: string): string => phrase(hint, context.startedAs, labIn(args));
  const { text, exitCode } = reportError(error, say, printable);
  if (!reader.isGone) context.note(text);
  process.exitCode = reader.isGone && error instanceof Interrupted ? EXIT.ok : exitCode;
}
