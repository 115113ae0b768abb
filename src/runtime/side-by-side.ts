/** Runs `work` on all at once. The first failure stops the others, and is thrown when all have come to rest. */
export async function sideBySide<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, stop: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const failures: unknown[] = [];
  const results = await Promise.allSettled(
    items.map(async (item) => {
      try {
        return await work(item, stop);
      } catch (error) {
        failures.push(error);
        failed.abort();
        throw error;
      }
    }),
  );
  if (failures.length > 0) throw failures[0] as Error;
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
