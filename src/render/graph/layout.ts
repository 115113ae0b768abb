/** Where a node is drawn: its layer from the left, and its row in that layer from the top. */
export interface Placed {
  readonly layer: number;
  readonly row: number;
}

export type Link = readonly [from: number, to: number];

const SWEEPS = 8;

/**
 * A layered drawing, callers on the left of their callees: cycles are broken by turning an edge around, the layer
 * is the longest way from a node without a caller, and rows are sorted by the mean of their neighbours.
 *
 * @param count nodes are the numbers below it
 * @returns for each node its place
 * @see Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures" (1981)
 */
export function layered(count: number, links: readonly Link[]): Placed[] {
  const forward = withoutCycles(
    count,
    links.filter(([from, to]) => from !== to),
  );
  const layers = longestWays(count, forward);
  const rows = new Array<number[]>(1 + layers.reduce((most, layer) => Math.max(most, layer), 0));
  for (let i = 0; i < rows.length; i += 1) rows[i] = [];
  for (const [node, layer] of layers.entries()) rows[layer]?.push(node);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const order = sweep % 2 === 0 ? rows : rows.toReversed();
    const rowOf = new Map(rows.flatMap((row) => row.map((node, at) => [node, at] as const)));
    for (const row of order) {
      const wish = new Map(
        row.map((node, at) => [node, meanOfNeighbours(node, forward, rowOf) ?? at]),
      );
      row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || a - b);
      for (const [at, node] of row.entries()) rowOf.set(node, at);
    }
  }
  const placed = new Array<Placed>(count);
  for (const [layer, row] of rows.entries())
    for (const [at, node] of row.entries()) placed[node] = { layer, row: at };
  return placed;
}

function meanOfNeighbours(
  node: number,
  links: readonly Link[],
  rowOf: ReadonlyMap<number, number>,
): number | undefined {
  const rows = links.flatMap(([from, to]) => {
    if (from === node) return rowOf.get(to) ?? [];
    return to === node ? (rowOf.get(from) ?? []) : [];
  });
  return rows.length === 0 ? undefined : rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

/** Turns around each link that leads back to a node still open in a walk from the nodes without a caller. */
function withoutCycles(count: number, links: readonly Link[]): Link[] {
  const below = Array.from({ length: count }, (): number[] => []);
  const isCalled = new Set<number>();
  for (const [from, to] of links) {
    below[from]?.push(to);
    isCalled.add(to);
  }
  const nodes = [...below.keys()];
  const state = new Map<number, 'open' | 'done'>();
  const forward: Link[] = [];
  for (const start of [...nodes.filter((node) => !isCalled.has(node)), ...nodes]) {
    if (state.has(start)) continue;
    const open = [{ node: start, next: 0 }];
    state.set(start, 'open');
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const to = below[top.node]?.[top.next];
      top.next += 1;
      if (to === undefined) {
        state.set(top.node, 'done');
        open.pop();
        continue;
      }
      forward.push(state.get(to) === 'open' ? [to, top.node] : [top.node, to]);
      if (state.has(to)) continue;
      state.set(to, 'open');
      open.push({ node: to, next: 0 });
    }
  }
  return forward;
}

/** @param links without cycles */
function longestWays(count: number, links: readonly Link[]): number[] {
  const layer = new Array<number>(count).fill(0);
  const waitsFor = new Array<number>(count).fill(0);
  for (const [, to] of links) waitsFor[to] = (waitsFor[to] ?? 0) + 1;
  const ready = [...layer.keys()].filter((node) => waitsFor[node] === 0);
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    for (const [from, to] of links) {
      if (from !== node) continue;
      layer[to] = Math.max(layer[to] ?? 0, (layer[node] ?? 0) + 1);
      waitsFor[to] = (waitsFor[to] ?? 0) - 1;
      if (waitsFor[to] === 0) ready.push(to);
    }
  }
  return layer;
}
