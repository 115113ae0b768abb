import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Keeps each processor busy, and one more thread waiting for one, until it is disposed of. */
export function busyMachine(): AsyncDisposable {
  const threads = Array.from(
    { length: availableParallelism() + 1 },
    () => new Worker('for (;;);', { eval: true }),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(threads.map((one) => one.terminate()));
    },
  };
}
