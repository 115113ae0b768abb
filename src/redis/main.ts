import { parseArgs } from 'node:util';
import { EXIT, reasonOf } from '../base/errors.ts';
import { startStore } from './start.ts';

/** Prints one line on stdout when it listens; errors go to stderr. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '6379' },
    },
  });
  const store = await startStore({ host: values.host, port: Number(values.port) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void store.close());
  process.stdout.write(`embedded store listens on ${values.host}:${store.port}\n`);
}

// The parent may have closed the pipe; the store continues.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  await main();
} catch (error) {
  process.exitCode = EXIT.notReady;
  process.stderr.write(`the embedded store cannot start: ${reasonOf(error)}\n`);
}
