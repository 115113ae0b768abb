import { type DependencyGraph, nodeKey } from '../dependency-graph.ts';
import type { Headline } from './headline.ts';

/** Fewer failures among the requests of an edge are not worth a headline. */
const LEAST_FAILURES = 0.05;

/**
 * The edge on which requests fail. A failure is passed on to the caller, so of several edges one is meant whose
 * callee has no failing edge of its own; of these the one with most failures.
 *
 * @see docs/definitions.md#headline
 */
export function depsHeadline({ edges }: DependencyGraph): Headline | undefined {
  const failing = edges.filter(
    ({ errors, count }) => errors >= LEAST_FAILURES * count && errors > 0,
  );
  const passingOn = new Set(failing.map(({ from }) => nodeKey(from)));
  const [worst] = failing.toSorted(
    (a, b) =>
      Number(passingOn.has(nodeKey(a.to))) - Number(passingOn.has(nodeKey(b.to))) ||
      b.errors - a.errors,
  );
  if (worst === undefined) return undefined;
  const { from, to, errors: count, count: of } = worst;
  return { kind: 'failure', service: from.name, callee: to.name, count, of, share: count / of };
}
