import type { Trace } from '../../model/trace.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/**
 * Traces that begin with a client span: what made the call is not instrumented, or the context that it ran in was lost.
 *
 * @see https://github.com/instrumentation-score/spec SPA-004
 */
export function clientRoots(traces: readonly Trace[]): VerifyWarning[] {
  const tally = new WarningTally('SPA-004');
  for (const { traceId, roots } of traces) {
    for (const { kind, resource, name } of roots)
      if (kind === 'client') tally.add(`${resource.service} ${name}`, traceId);
  }
  return tally.finish((place) => `${place} is a root and a client span: nothing is above the call`);
}
