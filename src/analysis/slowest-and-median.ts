import type { Pair } from './compare-finding.ts';
import { criticalPath } from './critical-path.ts';
import { isComplete } from '../model/assemble.ts';
import type { Trace } from '../model/trace.ts';

/**
 * The slowest tenth of the traces, at least one, and as many around the median, of the operation with most traces.
 * Complete ones only. Fewer than three traces have no such groups: both are empty.
 */
export function slowestAndMedian(traces: readonly Trace[]): Pair<readonly Trace[]> {
  const byOperation = new Map<string, { trace: Trace; us: number }[]>();
  for (const trace of traces.filter(isComplete)) {
    const root = criticalPath(trace)?.root;
    if (root === undefined) continue;
    const key = JSON.stringify([root.resource.service, root.name]);
    const group = byOperation.get(key) ?? [];
    byOperation.set(key, group);
    group.push({ trace, us: root.durationUs });
  }
  const most = Array.from(byOperation.values()).reduce<{ trace: Trace; us: number }[]>(
    (best, group) => (group.length > best.length ? group : best),
    [],
  );
  if (most.length < 3) return { a: [], b: [] };
  const sorted = most.sort((x, y) => x.us - y.us).map(({ trace }) => trace);
  const size = Math.ceil(sorted.length / 10);
  const middle = Math.floor((sorted.length - size) / 2);
  return { a: sorted.slice(middle, middle + size), b: sorted.slice(-size) };
}
