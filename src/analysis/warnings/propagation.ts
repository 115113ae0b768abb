import type { Trace } from '../../model/trace.ts';
import { brokenCalls } from '../broken-propagation.ts';
import { operationOf } from '../operation.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/**
 * Calls whose callee began a trace of its own, because the context did not reach it: one request is two traces.
 *
 * @see docs/definitions.md#verify
 */
export function brokenPropagation(traces: readonly Trace[]): VerifyWarning[] {
  const tally = new WarningTally('propagation');
  for (const { call, root } of brokenCalls(traces))
    tally.add(
      `${call.resource.service} ${call.name} has no span below it while ${root.resource.service} ${operationOf(root)} begins a trace of its own: its context did not arrive`,
      call.traceId,
    );
  return tally.finish((place) => place);
}
