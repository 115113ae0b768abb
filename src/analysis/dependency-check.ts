import type { DependencyCount } from '../model/dependency-count.ts';
import type { Trace } from '../model/trace.ts';
import type { DependencyGraph } from './dependency-graph.ts';

/**
 * Why Jaeger counts something else: `self-edge`, pairs of spans within one service; `span-pairs`, every parent and
 * child of two services, whatever their kinds; `other-traces`, more than the traces looked at; `link`, a message whose
 * producer is only linked to, or a call seen through spans between; `empty`, no job computes its graph;
 * `fewer`, not counted (yet).
 */
export type DifferenceReason =
  'self-edge' | 'span-pairs' | 'other-traces' | 'link' | 'empty' | 'fewer';

export interface DependencyDifference {
  readonly from: string;
  readonly to: string;
  readonly ours: number;
  readonly jaeger: number;
  readonly reason: DifferenceReason;
}

/**
 * Where Jaeger's own graph says something else, each with the reason. What it never shows (databases, peers that send
 * no spans) is not compared.
 *
 * @param traces those that `graph` was made of
 */
export function checkDependencies(
  graph: DependencyGraph,
  traces: readonly Trace[],
  jaeger: readonly DependencyCount[],
): DependencyDifference[] {
  const ours = new Map<string, number>();
  for (const { from, to, count } of graph.edges) {
    if (from.type !== 'service' || to.type !== 'service') continue;
    const key = keyOf(from.name, to.name);
    ours.set(key, (ours.get(key) ?? 0) + count);
  }
  const theirs = new Map<string, number>();
  for (const { parent, child, callCount } of jaeger) {
    const key = keyOf(parent, child);
    theirs.set(key, (theirs.get(key) ?? 0) + callCount);
  }
  const pairs = spanPairs(traces);
  return Array.from(new Set([...ours.keys(), ...theirs.keys()]))
    .sort()
    .flatMap((key) => {
      const [from, to] = JSON.parse(key) as [string, string];
      const counts = { ours: ours.get(key) ?? 0, jaeger: theirs.get(key) ?? 0 };
      if (counts.ours === counts.jaeger) return [];
      const reason =
        jaeger.length === 0 ? 'empty' : reasonFor(from === to, counts, pairs.get(key) ?? 0);
      return [{ from, to, ...counts, reason }];
    });
}

const keyOf = (from: string, to: string): string => JSON.stringify([from, to]);

function reasonFor(
  isSelf: boolean,
  counts: { readonly ours: number; readonly jaeger: number },
  pairs: number,
): DifferenceReason {
  if (isSelf) return 'self-edge';
  if (counts.jaeger > pairs) return 'other-traces';
  if (counts.jaeger > counts.ours) return 'span-pairs';
  return pairs < counts.ours ? 'link' : 'fewer';
}

/** What Jaeger's memory store counts: every span with a parent, by the services of the two. */
function spanPairs(traces: readonly Trace[]): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const trace of traces) {
    for (const span of trace.spans) {
      const parent = trace.parent(span);
      if (parent === undefined) continue;
      const key = keyOf(parent.resource.service, span.resource.service);
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
  }
  return pairs;
}
