import type { Span, Trace } from './trace.ts';

/** The request that a trace with several roots is taken for: the longest, the earliest of equals. */
export function longestRoot({ roots }: Pick<Trace, 'roots'>): Span | undefined {
  return roots.reduce<Span | undefined>(
    (longest, root) => (longest && longest.durationUs >= root.durationUs ? longest : root),
    undefined,
  );
}
