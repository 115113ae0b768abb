import { groupBy } from '../base/group-by.ts';
import type { Trace } from '../model/trace.ts';
import type { Pair } from './compare-finding.ts';
import { soundTimes } from './impossible-times.ts';
import { operationOf } from './operation.ts';
import { requestsOf } from './requests.ts';
import { sum } from './sum.ts';

/** `b` the slowest, and how many traces began with another operation. */
export interface SlowestAndMedian extends Pair<readonly Trace[]> {
  readonly otherOperations: number;
}

const FEWEST = 3;

/**
 * The slowest tenth of the traces, at least one, and as many around the median, of the operation that took most time in
 * all. Those that can be ranked only, each by its longest request. Where no operation has three traces both are empty.
 *
 * @see docs/definitions.md#compare
 */
export function slowestAndMedian(traces: readonly Trace[]): SlowestAndMedian {
  const longest = traces.flatMap((trace) => {
    const requests = requestsOf(soundTimes(trace).trace);
    return requests
      .toSorted((x, y) => y.root.durationUs - x.root.durationUs)
      .slice(0, 1)
      .map(({ root }) => ({ trace, root }));
  });
  const groups = groupBy(longest, ({ root }) =>
    JSON.stringify([root.resource.service, operationOf(root)]),
  );
  const [most] = Array.from(groups.values(), (group) => ({
    group,
    totalUs: sum(group.map(({ root }) => root.durationUs)),
  }))
    .filter(({ group }) => group.length >= FEWEST)
    .sort((x, y) => y.totalUs - x.totalUs);
  if (!most) return { a: [], b: [], otherOperations: longest.length };
  const sorted = most.group
    .toSorted((x, y) => x.root.durationUs - y.root.durationUs)
    .map(({ trace }) => trace);
  const size = Math.ceil(sorted.length / 10);
  const middle = Math.floor((sorted.length - size) / 2);
  return {
    a: sorted.slice(middle, middle + size),
    b: sorted.slice(-size),
    otherOperations: longest.length - sorted.length,
  };
}
