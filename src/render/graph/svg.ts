import type { DependencyEdge, DependencyGraph, NodeType } from '../../analysis/dependency-graph.ts';
import { printable } from '../terminal/printable.ts';
import { cut, widthOf } from '../terminal/text-width.ts';
import { edgeLabel, nodeIds } from './edge-label.ts';
import { layered, type Link } from './layout.ts';
import { escapeXml } from './xml.ts';

const NODE = { width: 170, height: 44, letters: 20 };
const GAP = { layer: 190, row: 56, margin: 24 };
const COLOURS: Readonly<Record<NodeType, readonly [fill: string, stroke: string]>> = {
  service: ['#e3f2fd', '#1565c0'],
  database: ['#e8f5e9', '#2e7d32'],
  messaging: ['#fff8e1', '#b26a00'],
  virtual: ['#f5f5f5', '#616161'],
  outside: ['#ffffff', '#9e9e9e'],
};

interface Box {
  readonly x: number;
  readonly y: number;
}

/** The graph as a picture that needs nothing else: no script, no font, no address. */
export function renderSvg(graph: DependencyGraph): string {
  const { nodes, edges } = graph;
  const boxes = boxesOf(graph);
  const width = Math.max(...boxes.map(({ x }) => x), 0) + NODE.width + GAP.margin;
  const height = Math.max(...boxes.map(({ y }) => y), 0) + NODE.height + GAP.margin;
  const at = new Map(nodes.map((node, i) => [`${node.type} ${node.name}`, boxes[i]]));
  const boxOf = ({ type, name }: DependencyEdge['from']): Box =>
    at.get(`${type} ${name}`) ?? { x: 0, y: 0 };
  const lanes = new Map<string, number>();
  const drawn = edges.map((edge) => {
    const [from, to] = [boxOf(edge.from), boxOf(edge.to)];
    const key = [from.x, from.y, to.x, to.y].join();
    const lane = lanes.get(key) ?? 0;
    lanes.set(key, lane + 1);
    return edgeShape(edge, from, to, lane);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="sans-serif">`,
    '<title>Service dependencies</title>',
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="#546e7a"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawn.map(({ line }) => line),
    ...nodes.map((node, i) => nodeShape(node.type, node.name, boxes[i] ?? { x: 0, y: 0 })),
    // Last, so that no line runs through a figure.
    ...drawn.map(({ label }) => label),
    '</svg>',
    '',
  ].join('\n');
}

function boxesOf({ nodes, edges }: DependencyGraph): Box[] {
  const id = nodeIds(nodes);
  const number = (node: DependencyEdge['from']): number => Number(id(node).slice(1));
  const links = edges.map(({ from, to }): Link => [number(from), number(to)]);
  const places = layered(nodes.length, links);
  const perLayer = new Map<number, number>();
  for (const { layer } of places) perLayer.set(layer, (perLayer.get(layer) ?? 0) + 1);
  const tallest = Math.max(...perLayer.values(), 1);
  const step = NODE.height + GAP.row;
  return places.map(({ layer, row }) => ({
    x: GAP.margin + layer * (NODE.width + GAP.layer),
    y: GAP.margin + (row + (tallest - (perLayer.get(layer) ?? 1)) / 2) * step,
  }));
}

function nodeShape(type: NodeType, name: string, { x, y }: Box): string {
  const [fill, stroke] = COLOURS[type];
  const dash = type === 'virtual' || type === 'outside' ? ' stroke-dasharray="5 4"' : '';
  const radius = type === 'database' ? 20 : 6;
  const text = printable(name);
  const shown = cut(text, NODE.letters, { unicode: true });
  const kind = type === 'service' ? '' : ` (${type})`;
  return [
    `<g><title>${escapeXml(text)}${kind}</title>`,
    `<rect x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="1.5"${dash}/>`,
    `<text x="${x + NODE.width / 2}" y="${y + NODE.height / 2 + 5}" font-size="14" text-anchor="middle" fill="#212121">${escapeXml(shown)}</text></g>`,
  ].join('');
}

/** From the right of the caller to the left of the callee; a call backwards goes below both. */
function edgeShape(
  edge: DependencyEdge,
  from: Box,
  to: Box,
  lane: number,
): { line: string; label: string } {
  const start = { x: from.x + NODE.width, y: from.y + NODE.height / 2 + lane * 10 };
  const end = { x: to.x, y: to.y + NODE.height / 2 + lane * 10 };
  const colour = edge.errors > 0 ? '#c62828' : '#546e7a';
  const dash = edge.kind === 'message' ? ' stroke-dasharray="6 4"' : '';
  const isBack = end.x <= start.x;
  const reach = isBack ? 60 : (end.x - start.x) / 2;
  const dip = isBack ? NODE.height + 24 : 0;
  const path = `M${start.x} ${start.y}C${start.x + reach} ${start.y + dip} ${end.x - reach} ${end.y + dip} ${end.x} ${end.y}`;
  const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.5"${dash} marker-end="url(#arrow)"/>`;
  // Near the callee: of the calls of one service each ends elsewhere.
  const near = isBack ? 0.5 : 0.62;
  const x = Math.round(start.x + (end.x - start.x) * near);
  const y = Math.round(bezier(near, start.y, start.y + dip, end.y + dip, end.y) + lane * 14);
  return { line, label: labelShape(edgeLabel(edge), x, y, colour) };
}

const bezier = (t: number, a: number, b: number, c: number, d: number): number =>
  (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;

/** Two lines: how many, and how long. */
function labelShape(label: string, x: number, y: number, colour: string): string {
  const parts = label.split(', ');
  const times = parts.findIndex((part) => part.startsWith('p50'));
  const lines = times < 0 ? [parts] : [parts.slice(0, times), parts.slice(times)];
  return lines
    .map((words, i) => {
      const text = words.join(', ');
      const width = widthOf(text) * 5.6 + 6;
      const top = y - 7 + (i - (lines.length - 1) / 2) * 14;
      return [
        `<rect x="${x - width / 2}" y="${top}" width="${width}" height="14" fill="#ffffff" fill-opacity="0.9"/>`,
        `<text x="${x}" y="${top + 10.5}" font-size="11" text-anchor="middle" fill="${colour}">${escapeXml(text)}</text>`,
      ].join('');
    })
    .join('');
}
