import { FAULT_ATTRIBUTE } from '../model/switched-fault.ts';
import type { Trace } from '../model/trace.ts';
import type { Pair } from './pair.ts';

/**
 * The requests without a fault (a), and those that carried one or met one that was switched on (b). A fault for a share
 * of the requests hits a random one each time, so that both labels are dealt at random.
 *
 * @param carried ids of the traces whose request carried a fault
 */
export function faultAndNormal(
  traces: readonly Trace[],
  carried: ReadonlySet<string>,
): Pair<readonly Trace[]> {
  const isFaulty = (trace: Trace): boolean => carried.has(trace.traceId) || hasSuffered(trace);
  return { a: traces.filter((trace) => !isFaulty(trace)), b: traces.filter(isFaulty) };
}

const hasSuffered = ({ spans }: Trace): boolean =>
  spans.some(({ attributes }) => Object.hasOwn(attributes, FAULT_ATTRIBUTE));
