/** A forest as the comparison sees it. */
export interface Forest<Node> {
  readonly tops: readonly Node[];
  /** Nodes with equal keys may stand for each other. */
  key(node: Node): string;
  children(node: Node): readonly Node[];
}

/** A node that has no partner on the other side; `below` is what its parent stands for, undefined for a top. */
export interface Misplaced<Node, Expected> {
  readonly node: Node;
  readonly below: Expected | undefined;
}

export interface Mismatch<Actual, Expected> {
  readonly missing: Misplaced<Expected, Expected>[];
  readonly unexpected: Misplaced<Actual, Expected>[];
}

/** Siblings to pair: the tops, or the children of two partners. */
interface Level<Actual, Expected> {
  readonly found: readonly Actual[];
  readonly wanted: readonly Expected[];
  readonly below: Expected | undefined;
}

/**
 * Compares two forests whose siblings have no order, and names the topmost nodes without a partner.
 *
 *     expected  a ─ b ─ c        actual  a ─ b        missing: c below the b that has none
 *               └── b ─ d                └── b ─ d
 *
 * Equal subtrees are paired first, so that siblings of one key find their own. What is left is paired by key,
 * most children's keys in common first, and compared in turn. Without recursion, so any depth will do.
 */
export function matchTrees<Actual, Expected>(
  actual: Forest<Actual>,
  expected: Forest<Expected>,
): Mismatch<Actual, Expected> {
  const names = new Map<string, number>();
  const shapeOfActual = shapes(actual, names);
  const shapeOfExpected = shapes(expected, names);
  const mismatch: Mismatch<Actual, Expected> = { missing: [], unexpected: [] };
  const open: Level<Actual, Expected>[] = [
    { found: actual.tops, wanted: expected.tops, below: undefined },
  ];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    const { below } = level;
    const { found, wanted } = withoutEqual(level, shapeOfActual, shapeOfExpected);
    for (const node of wanted) {
      const partner = takeClosest(found, actual, node, expected);
      if (partner === undefined) mismatch.missing.push({ node, below });
      else
        open.push({
          found: actual.children(partner),
          wanted: expected.children(node),
          below: node,
        });
    }
    for (const node of found) mismatch.unexpected.push({ node, below });
  }
  return mismatch;
}

/** A number for each node, the same for nodes whose whole subtrees are equal, given bottom up. */
function shapes<Node>(forest: Forest<Node>, names: Map<string, number>): Map<Node, number> {
  const downwards: Node[] = [];
  const open = [...forest.tops];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    downwards.push(node);
    for (const child of forest.children(node)) open.push(child);
  }
  const shape = new Map<Node, number>();
  for (const node of downwards.reverse()) {
    const below = forest.children(node).map((child) => shape.get(child) ?? -1);
    const name = JSON.stringify([forest.key(node), below.sort((a, b) => a - b)]);
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    shape.set(node, known);
  }
  return shape;
}

function withoutEqual<Actual, Expected>(
  level: Level<Actual, Expected>,
  shapeOfActual: ReadonlyMap<Actual, number>,
  shapeOfExpected: ReadonlyMap<Expected, number>,
): { found: Set<Actual>; wanted: Expected[] } {
  const byShape = new Map<number | undefined, Actual[]>();
  for (const node of level.found) {
    const shape = shapeOfActual.get(node);
    const same = byShape.get(shape);
    if (same === undefined) byShape.set(shape, [node]);
    else same.push(node);
  }
  const found = new Set(level.found);
  const wanted = level.wanted.filter((node) => {
    const equal = byShape.get(shapeOfExpected.get(node))?.pop();
    if (equal !== undefined) found.delete(equal);
    return equal === undefined;
  });
  return { found, wanted };
}

/** Takes out of `found` the node with the key of `wanted` that has the most of its children, the first of equals. */
function takeClosest<Actual, Expected>(
  found: Set<Actual>,
  actual: Forest<Actual>,
  wanted: Expected,
  expected: Forest<Expected>,
): Actual | undefined {
  const key = expected.key(wanted);
  const keysBelow = new Set(expected.children(wanted).map((child) => expected.key(child)));
  let closest: Actual | undefined;
  let most = -1;
  for (const node of found) {
    if (actual.key(node) !== key) continue;
    const common = actual.children(node).filter((child) => keysBelow.has(actual.key(child))).length;
    if (common > most) [closest, most] = [node, common];
  }
  if (closest !== undefined) found.delete(closest);
  return closest;
}
