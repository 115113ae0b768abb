import { groupBy } from '../base/group-by.ts';
import type { Trace } from '../model/trace.ts';
import type { Pair } from './compare-finding.ts';
import { soundTimes } from './impossible-times.ts';
import { operationOf } from './operation.ts';
import { requestsOf } from './requests.ts';

/**
 * The slowest tenth of the traces, at least one, and as many around the median, of the operation with most traces.
 * Those that can be ranked only, each by its longest request. Fewer than three traces have no such groups: both are empty.
 */
export function slowestAndMedian(traces: readonly Trace[]): Pair<readonly Trace[]> {
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
  const [most = []] = Array.from(groups.values()).sort((x, y) => y.length - x.length);
  if (most.length < 3) return { a: [], b: [] };
  const sorted = most
    .toSorted((x, y) => x.root.durationUs - y.root.durationUs)
    .map(({ trace }) => trace);
  const size = Math.ceil(sorted.length / 10);
  const middle = Math.floor((sorted.length - size) / 2);
  return { a: sorted.slice(middle, middle + size), b: sorted.slice(-size) };
}
