/** Yields from all sources as items arrive; ends when all have ended. An error of one source ends it. */
export async function* merge<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const pending = new Map(sources.map((source) => [source, source.next()]));
  try {
    while (pending.size > 0) {
      const { source, step } = await Promise.race(
        [...pending].map(async ([source, next]) => ({ source, step: await next })),
      );
      if (step.done) {
        pending.delete(source);
      } else {
        pending.set(source, source.next());
        yield step.value;
      }
    }
  } finally {
    await Promise.allSettled([...pending.keys()].map((source) => source.return(undefined)));
  }
}
