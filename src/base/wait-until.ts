import type { Clock } from './clock.ts';
import { Interrupted, LabError, type LabErrorOptions } from './errors.ts';

export interface Deadline {
  readonly timeoutMs: number;
  /** Pause between two attempts. */
  readonly everyMs: number;
  /** Replaces that pause: resolves when another attempt makes sense. @throws Interrupted when the signal fires */
  readonly worthAsking?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Calls `probe` until it returns a value; `undefined` means "not yet".
 *
 * @param what names the wait in the error: "jaeger to be ready"
 * @param explain adds details to the error; called only after the timeout
 * @throws LabError naming `what` after `timeoutMs`; Interrupted when the signal fires; whatever `probe` throws
 */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  deadline: Deadline,
  clock: Clock,
  explain?: () => Promise<LabErrorOptions>,
): Promise<T> {
  const giveUpAt = clock.now() + deadline.timeoutMs;
  for (;;) {
    if (deadline.signal?.aborted) throw new Interrupted();
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (clock.now() >= giveUpAt) {
      const seconds = deadline.timeoutMs / 1000;
      throw new LabError(`timed out after ${seconds} s waiting for ${what}`, await explain?.());
    }
    await (deadline.worthAsking?.() ?? clock.sleep(deadline.everyMs, deadline.signal));
  }
}
