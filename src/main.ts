#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { workingDirectory } from './base/working-directory.ts';
import { COMPLETE } from './cli/shell/complete-words.ts';
import { writtenHelp } from './cli/shell/help/written-help.ts';
import { screenOf } from './cli/shell/screen-of.ts';
import { startedAs } from './cli/shell/started-as.ts';

const STDOUT = 1;

const distFolder = dirname(fileURLToPath(import.meta.url));

/** Without the commands, their packages and streams: `--help` should take no longer than node itself. */
function showHelp(): boolean {
  const text = writtenHelp(process.argv.slice(2), distFolder, {
    startedAs: () => startedAs(process.argv[1] ?? '', workingDirectory(), process.env),
    columns: () => screenOf(isatty(STDOUT) ? process.stdout : {}, process.env).columns,
  });
  if (text === undefined) return false;
  try {
    return writeSync(STDOUT, text) > 0;
  } catch {
    // The program itself knows what to do about an output that cannot be written to.
    return false;
  }
}

if (process.argv[2] === COMPLETE) {
  const { complete } = await import('./cli/commands/completion/complete.ts');
  process.stdout.write(await complete(process.argv.slice(3), distFolder, process.env));
} else if (!showHelp()) await (await import('./start.ts')).start(distFolder);
