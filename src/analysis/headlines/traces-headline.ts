import type { TraceSummary } from '../trace-summary.ts';
import type { Headline } from './headline.ts';

/** How many of the traces have a failed span, if any has. @see docs/definitions.md#headline */
export function tracesHeadline(
  traces: readonly Pick<TraceSummary, 'errors'>[],
): Headline | undefined {
  const count = traces.filter(({ errors }) => errors > 0).length;
  if (count === 0) return undefined;
  return { kind: 'failure', count, of: traces.length, share: count / traces.length };
}
