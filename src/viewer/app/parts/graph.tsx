import type { JSX } from 'preact';
import {
  type DependencyEdge,
  type DependencyGraph,
  nodeKey,
} from '../../../analysis/dependency-graph.ts';
import { edgeLabel, timesOf } from '../../../render/graph/edge-label.ts';
import { layered, type Link as Arrow } from '../../../render/graph/layout.ts';
import { duration } from '../../../render/terminal/duration.ts';
import { printable } from '../../../render/terminal/printable.ts';
import { serviceClass } from './colours.tsx';

interface GraphProps {
  readonly graph: DependencyGraph;
  /** The key of the chosen edge. */
  readonly chosen?: string | undefined;
  readonly onEdge?: (edge: DependencyEdge) => void;
}

const NODE = { width: 164, height: 36, letters: 18, tag: 5 };
const GAP = { layer: 130, row: 44, margin: 16 };

interface Box {
  readonly x: number;
  readonly y: number;
}

export const edgeKey = ({ from, to, kind }: DependencyEdge): string =>
  JSON.stringify([kind, nodeKey(from), nodeKey(to)]);

/** As an address names it: "shop..stock", and what else distinguishes two calls of the same names. */
export const edgeName = ({ from, to, kind }: DependencyEdge): string =>
  [
    from.name,
    to.name,
    ...[from.type, to.type, kind].filter((part) => part !== 'service' && part !== 'call'),
  ].join('..');

/** Services and their calls as a drawing, callers on the left. A table beside it says the same in figures. */
export function GraphDrawing({ graph, chosen, onEdge }: GraphProps): JSX.Element {
  const { nodes, edges } = graph;
  const boxes = boxesOf(graph);
  const at = new Map(nodes.map((node, i) => [nodeKey(node), boxes[i] ?? { x: 0, y: 0 }]));
  const width = Math.max(...boxes.map(({ x }) => x), 0) + NODE.width + GAP.margin;
  const height = Math.max(...boxes.map(({ y }) => y), 0) + NODE.height + GAP.margin;
  const most = Math.max(1, ...edges.map(({ count }) => count));
  const place = (node: DependencyEdge['from']): Box => at.get(nodeKey(node)) ?? { x: 0, y: 0 };
  return (
    <div class="graph" tabIndex={0} role="group" aria-label="Service graph">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0L10 5L0 10z" />
          </marker>
        </defs>
        {edges.map((edge) => (
          <Edge
            key={edgeKey(edge)}
            edge={edge}
            from={place(edge.from)}
            to={place(edge.to)}
            weight={edge.count / most}
            isChosen={chosen === edgeKey(edge)}
            onEdge={onEdge}
          />
        ))}
        {nodes.map((node) => (
          <Node key={nodeKey(node)} node={node} box={place(node)} />
        ))}
      </svg>
    </div>
  );
}

function boxesOf({ nodes, edges }: DependencyGraph): Box[] {
  const numbers = new Map(nodes.map((node, i) => [nodeKey(node), i]));
  const links = edges.map(({ from, to }): Arrow => [
    numbers.get(nodeKey(from)) ?? 0,
    numbers.get(nodeKey(to)) ?? 0,
  ]);
  const places = layered(nodes.length, links);
  const perLayer = new Map<number, number>();
  for (const { layer } of places) perLayer.set(layer, (perLayer.get(layer) ?? 0) + 1);
  const tallest = Math.max(...perLayer.values(), 1);
  return places.map(({ layer, row }) => ({
    x: GAP.margin + layer * (NODE.width + GAP.layer),
    y: GAP.margin + (row + (tallest - (perLayer.get(layer) ?? 1)) / 2) * (NODE.height + GAP.row),
  }));
}

interface NodeProps {
  readonly node: DependencyEdge['from'];
  readonly box: Box;
}

function Node({ node, box }: NodeProps): JSX.Element {
  const { type, name } = node;
  const text = printable(name);
  const short = text.length > NODE.letters ? `${text.slice(0, NODE.letters - 1)}…` : text;
  return (
    <g class={`node ${type}`} transform={`translate(${box.x} ${box.y})`}>
      <title>{type === 'service' ? text : `${text} (${type})`}</title>
      <rect width={NODE.width} height={NODE.height} rx={type === 'database' ? 16 : 5} />
      {type === 'service' && (
        <rect class={`tag ${serviceClass(name)}`} width={NODE.tag} height={NODE.height} rx="2" />
      )}
      <text
        x={(NODE.width + (type === 'service' ? NODE.tag : 0)) / 2}
        y={type === 'service' ? 22 : 17}
      >
        {short}
      </text>
      {type !== 'service' && (
        <text class="type" x={NODE.width / 2} y="30">
          {type}
        </text>
      )}
    </g>
  );
}

interface EdgeProps {
  readonly edge: DependencyEdge;
  readonly from: Box;
  readonly to: Box;
  /** Its calls, of the most. */
  readonly weight: number;
  readonly isChosen: boolean;
  readonly onEdge: ((edge: DependencyEdge) => void) | undefined;
}

function Edge({ edge, from, to, weight, isChosen, onEdge }: EdgeProps): JSX.Element {
  const start = { x: from.x + NODE.width, y: from.y + NODE.height / 2 };
  const end = { x: to.x, y: to.y + NODE.height / 2 };
  const isBack = end.x <= start.x;
  const reach = isBack ? 50 : (end.x - start.x) / 2;
  const dip = isBack ? NODE.height + 20 : 0;
  const path = `M${start.x} ${start.y}C${start.x + reach} ${start.y + dip} ${end.x - reach} ${end.y + dip} ${end.x} ${end.y}`;
  const part = isBack ? 0.5 : 0.55;
  const x = start.x + (end.x - start.x) * part;
  const y = bezier(part, start.y, start.y + dip, end.y + dip, end.y);
  const { p95, p50 } = timesOf(edge);
  const calls = `${edge.count}${edge.errors > 0 ? ` · ✖ ${edge.errors}` : ''}`;
  const times = timesText(p95, p50, edge.count);
  const half = 5 + 3.6 * Math.max(calls.length, times.length);
  const classes = `edge ${edge.kind}${edge.errors > 0 ? ' failing' : ''}${isChosen ? ' chosen' : ''}`;
  return (
    <g class={classes} onClick={onEdge && (() => onEdge(edge))}>
      <title>{`${edge.from.name} → ${edge.to.name}: ${edgeLabel(edge)}`}</title>
      <path class="reach" d={path} />
      <path d={path} stroke-width={1 + 2 * weight} marker-end="url(#arrow)" />
      <rect class="label" x={x - half} y={y - 17} width={2 * half} height="34" rx="5" />
      <text x={x} y={y - 3}>
        {calls}
      </text>
      <text class="times" x={x} y={y + 11}>
        {times}
      </text>
    </g>
  );
}

function timesText(p95: number | undefined, p50: number | undefined, count: number): string {
  if (p95 !== undefined) return `p95 ${duration(p95)}`;
  if (p50 === undefined) return '';
  return count === 1 ? duration(p50) : `p50 ${duration(p50)}`;
}

const bezier = (t: number, a: number, b: number, c: number, d: number): number =>
  (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
