import type { Trace } from '../../model/trace.ts';
import { TIME_FAULTS } from '../../model/time-fault.ts';
import { soundTimes } from '../impossible-times.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/** Spans whose times cannot be: without a start or an end, or a day away from their parent. @see docs/definitions.md#clocks */
export function impossibleTimes(traces: readonly Trace[]): VerifyWarning[] {
  const tally = new WarningTally('impossible-time');
  for (const trace of traces)
    for (const [{ resource, name }, fault] of soundTimes(trace).faults)
      tally.add(`${resource.service} ${name} ${TIME_FAULTS[fault]}`, trace.traceId);
  return tally.finish((place) => place);
}
