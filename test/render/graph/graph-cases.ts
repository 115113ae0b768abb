import type {
  DependencyEdge,
  DependencyGraph,
  DependencyNode,
} from '../../../src/analysis/dependency-graph.ts';
import { percentilesOf } from '../../../src/base/percentile.ts';
import { type Micros, micros } from '../../../src/model/units.ts';

export const service = (name: string): DependencyNode => ({ type: 'service', name });

type Between = readonly [from: DependencyNode, to: DependencyNode];

/** One request after the other, of 1 ms, 2 ms, … as the caller saw it. */
export function edge([from, to]: Between, changes: Partial<DependencyEdge> = {}): DependencyEdge {
  const count = changes.count ?? 1;
  const times = Array.from({ length: count }, (_, i): Micros => micros(1000 * (i + 1)));
  const none = percentilesOf<Micros>([]);
  return {
    from,
    to,
    kind: 'call',
    count,
    topics: [],
    errors: 0,
    callerUs: percentilesOf(times),
    calleeUs: none,
    ...changes,
  };
}

export function graphOf(
  edges: readonly DependencyEdge[],
  changes: Partial<DependencyGraph> = {},
): DependencyGraph {
  const nodes = new Map(
    edges.flatMap(({ from, to }) => [from, to]).map((node) => [JSON.stringify(node), node]),
  );
  return { traces: 2, incomplete: 0, nodes: [...nodes.values()], edges, ...changes };
}

const [shop, payment] = [service('shop'), service('payment')];

/** Every kind of node and edge once. */
export const everything = graphOf([
  edge([{ type: 'outside', name: '(outside)' }, shop], { count: 2 }),
  edge([shop, payment], { count: 20, errors: 1 }),
  edge([shop, { type: 'database', name: 'redis' }]),
  edge([shop, { type: 'messaging', name: 'kafka orders' }], { kind: 'message' }),
  edge([payment, { type: 'virtual', name: 'bank.example:443' }]),
]);

/** Names that end a string, a tag or a line in some language, or order a terminal about. */
export const EVIL_NAMES = [
  'a"b',
  'a\\b',
  'a\\',
  '\\N',
  '<script>alert(1)</script>',
  'a & b &amp; c',
  "it's",
  'two\nlines',
  '\u001b[31mred\u0007',
  'a"]; b -> c; x [label="',
  'end',
  '`x` **y** #35; %% z',
  ']) --> x',
  '日本語 😀 é',
  '',
];
