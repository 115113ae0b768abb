import type { DependencyGraph, NodeType } from '../../analysis/dependency-graph.ts';
import { printable } from '../terminal/printable.ts';
import { edgeLabel, nodeIds } from './edge-label.ts';

const SHAPES: Readonly<Record<NodeType, string>> = {
  service: 'shape=box, style=rounded',
  database: 'shape=cylinder',
  messaging: 'shape=cds',
  virtual: 'shape=box, style=dashed',
  outside: 'shape=plaintext',
};

/** The graph in the language of Graphviz: `jaeger-lab deps --format dot | dot -Tpng > deps.png`. */
export function renderDot({ nodes, edges }: DependencyGraph): string {
  const id = nodeIds(nodes);
  return [
    'digraph dependencies {',
    '  rankdir=LR;',
    '  node [fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...nodes.map((node) => `  ${id(node)} [label=${quoted(node.name)}, ${SHAPES[node.type]}];`),
    ...edges.map((edge) => {
      const colour = edge.errors > 0 ? ', color="#c62828"' : '';
      const style = edge.kind === 'message' ? ', style=dashed' : '';
      return `  ${id(edge.from)} -> ${id(edge.to)} [label=${quoted(edgeLabel(edge))}${colour}${style}];`;
    }),
    '}',
    '',
  ].join('\n');
}

/** A backslash would begin an escape of Graphviz's own: `\N` is the node's name. */
const quoted = (text: string): string =>
  `"${printable(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
