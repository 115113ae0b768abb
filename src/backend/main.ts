import { setFlagsFromString } from 'node:v8';
import { EXIT, LabError } from '../base/errors.ts';
import { parseFlags } from './flags.ts';
import { startBackend } from './start.ts';

// Left alone, node lets garbage grow to as much again as the store keeps of names before it looks for any.
setFlagsFromString('--heap-growing-percent=30');

/** One line when all ports listen, for the process that started it; what goes wrong is on stderr. */
async function main(): Promise<void> {
  const options = parseFlags(process.argv.slice(2), process.env);
  const warn = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const backend = await startBackend(options, warn);
  let closing: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void (closing ??= backend.close()));
  const { ports } = backend;
  process.stdout.write(`${JSON.stringify({ ready: true, host: options.host, ports })}\n`);
}

// The process that started it may not listen any more; this one still serves.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  await main();
} catch (failure) {
  process.exitCode = failure instanceof LabError ? failure.exitCode : EXIT.bug;
  const text =
    failure instanceof LabError
      ? [failure.message, failure.hint ?? ''].join('\n').trimEnd()
      : String(failure instanceof Error ? failure.stack : failure);
  process.stderr.write(`${text}\n`);
}
