import { setMaxListeners } from 'node:events';
import { mapBounded } from '../base/bounded.ts';

/**
 * So many are begun at a time: more than two processors can start only wait for each other, and for all that time each
 * is asked whether it is ready.
 */
const AT_ONCE = 12;

/**
 * Runs `work` on all, a dozen at a time. The first failure stops the others, and is thrown when all have come to rest.
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, stop: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  // Whatever waits within the work listens to it.
  setMaxListeners(0, stop);
  return mapBounded(items, AT_ONCE, async (item) => {
    try {
      return await work(item, stop);
    } catch (error) {
      failed.abort();
      throw error;
    }
  });
}
