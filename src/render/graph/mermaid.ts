import type { DependencyGraph, NodeType } from '../../analysis/dependency-graph.ts';
import { brief } from '../brief.ts';
import { printable } from '../terminal/printable.ts';
import { edgeLabel, nodeIds } from './edge-label.ts';

const SHAPES: Readonly<Record<NodeType, readonly [open: string, close: string]>> = {
  service: ['(', ')'],
  database: ['[(', ')]'],
  messaging: ['[[', ']]'],
  virtual: ['[', ']'],
  outside: ['([', '])'],
};

/** The graph as a Mermaid flowchart, which Markdown on many sites shows as a picture. */
export function renderMermaid({ nodes, edges }: DependencyGraph): string {
  const id = nodeIds(nodes);
  return [
    'flowchart LR',
    ...nodes.map((node) => {
      const [open, close] = SHAPES[node.type];
      return `  ${id(node)}${open}"${escaped(node.name)}"${close}`;
    }),
    ...edges.map((edge) => {
      const arrow = edge.kind === 'message' ? '-.->' : '-->';
      return `  ${id(edge.from)} ${arrow}|"${escaped(edgeLabel(edge))}"| ${id(edge.to)}`;
    }),
    ...nodes
      .filter(({ type }) => type === 'virtual')
      .map((node) => `  style ${id(node)} stroke-dasharray: 4`),
    '',
  ].join('\n');
}

/** Mermaid reads HTML and Markdown inside quotes: whatever is neither letter, digit nor plain goes as a number. */
const escaped = (text: string): string =>
  brief(printable(text)).replaceAll(
    /[^\p{L}\p{N}\p{M} ,.:/()-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  );
