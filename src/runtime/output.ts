import type { Clock } from '../base/clock.ts';

/** So long after it last wrote something, a component may still be about to answer. */
const TALKING_MS = 100;
/** A silent component is asked all the same: not every program says that it is ready. */
const SILENT_EVERY_MS = 100;

/** Signals that a component wrote into its log, not what it wrote. */
export class Output {
  readonly #clock: Clock;
  #lastAt = -Infinity;
  #wake: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** To be called whenever it writes. */
  wrote(): void {
    this.#lastAt = this.#clock.now();
    this.#wake();
  }

  /** Milliseconds since it last wrote; Infinity before the first time. */
  silentMs(): number {
    return this.#clock.now() - this.#lastAt;
  }

  /** Resolves the next time that it writes. */
  async next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** What is heard of a component until it is disposed of. */
export interface Listening extends Disposable {
  /** Undefined where, or as long as, it cannot be listened to. */
  readonly output: Output | undefined;
}

/**
 * The pause before a component that does not answer yet is asked again: `everyMs` while it writes, much longer while
 * it is silent, and over as soon as it writes. Each question takes processor time from those who are still starting,
 * and most say a line when they are there.
 *
 * @throws Interrupted when the signal fires
 */
export async function pauseUnlessItWrites(
  output: Output,
  everyMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (output.silentMs() < TALKING_MS) return clock.sleep(everyMs, signal);
  const woken = new AbortController();
  const sleep = clock.sleep(SILENT_EVERY_MS, AbortSignal.any([signal, woken.signal]));
  await Promise.race([sleep, output.next()]).finally(() => woken.abort());
}
