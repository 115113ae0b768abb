import { watch } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import { Output } from '../output.ts';

/** What is heard of a process until it is disposed of. */
export interface Listening extends Disposable {
  /** Undefined where the system lets nobody watch the file, as when too many are watched already. */
  readonly output: Output | undefined;
}

/** Watches the log of a process that has just been started. */
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
