import type { DependencyEdge, DependencyNode } from '../../analysis/dependency-graph.ts';
import { duration } from '../terminal/duration.ts';

/** What the caller waited, or where its side has no spans, what the callee took. */
export const timesOf = ({ callerUs, calleeUs }: DependencyEdge): DependencyEdge['callerUs'] =>
  callerUs.n > 0 ? callerUs : calleeUs;

/** "50 calls, 2 errors, p50 12 ms": short enough to stand on an arrow. */
export function edgeLabel(edge: DependencyEdge): string {
  const noun = edge.kind === 'message' ? 'message' : 'call';
  const { p50, p95 } = timesOf(edge);
  return [
    `${edge.count} ${noun}${edge.count === 1 ? '' : 's'}`,
    ...(edge.errors > 0 ? [`${edge.errors} error${edge.errors === 1 ? '' : 's'}`] : []),
    ...(p50 === undefined ? [] : [`p50 ${duration(p50)}`]),
    ...(p95 === undefined ? [] : [`p95 ${duration(p95)}`]),
  ].join(', ');
}

/** Names for the nodes that no text from outside can break: n0, n1, … */
export function nodeIds(nodes: readonly DependencyNode[]): (node: DependencyNode) => string {
  const key = ({ type, name }: DependencyNode): string => JSON.stringify([type, name]);
  const ids = new Map(nodes.map((node, i) => [key(node), `n${i}`]));
  return (node) => ids.get(key(node)) ?? 'n';
}
