import { watch } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import { type Listening, Output } from '../output.ts';

/** Watches the log of a process that has just been started; a system limits how many files are watched. */
export function listenTo(log: string, clock: Clock): Listening {
  const output = new Output(clock);
  try {
    const watcher = watch(log, { persistent: false }, () => output.wrote());
    watcher.on('error', () => watcher.close());
    return { output, [Symbol.dispose]: () => watcher.close() };
  } catch {
    return { output: undefined, [Symbol.dispose]: () => undefined };
  }
}
