/** A forest as the comparison sees it. */
export interface Forest<Node> {
  readonly tops: readonly Node[];
  /** Nodes with equal keys may stand for each other. */
  key(node: Node): string;
  children(node: Node): readonly Node[];
}

/** An actual node and the expected one that it stands for. */
export interface Partners<Actual, Expected> {
  readonly found: Actual;
  readonly wanted: Expected;
}

/** A node that has no partner on the other side; `below` are the partners that it belongs to, undefined for a top. */
export interface Misplaced<Node, Actual, Expected> {
  readonly node: Node;
  readonly below: Partners<Actual, Expected> | undefined;
}

export interface Mismatch<Actual, Expected> {
  readonly missing: Misplaced<Expected, Actual, Expected>[];
  readonly unexpected: Misplaced<Actual, Actual, Expected>[];
  /** Partners that do not meet what the expected one demands. */
  readonly unmet: Partners<Actual, Expected>[];
}

/** What an expected node demands of its partner besides the key. */
export interface Demands<Actual, Expected> {
  has(wanted: Expected): boolean;
  meets(found: Actual, wanted: Expected): boolean;
}

/** Siblings to pair: the tops, or the children of two partners. */
interface Level<Actual, Expected> {
  readonly found: readonly Actual[];
  readonly wanted: readonly Expected[];
  readonly below: Partners<Actual, Expected> | undefined;
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
  demands: Demands<Actual, Expected> = { has: () => false, meets: () => true },
): Mismatch<Actual, Expected> {
  const names = new Map<string, number>();
  const shapeOfActual = shapes(actual, names, () => false);
  const shapeOfExpected = shapes(expected, names, (node) => demands.has(node));
  const mismatch: Mismatch<Actual, Expected> = { missing: [], unexpected: [], unmet: [] };
  const forests = { actual, expected, demands };
  const open: Level<Actual, Expected>[] = [
    { found: actual.tops, wanted: expected.tops, below: undefined },
  ];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    const { below } = level;
    const { found, wanted } = withoutEqual(level, shapeOfActual, shapeOfExpected);
    const { partners, alone } = paired(found, wanted, forests);
    for (const pair of partners) {
      if (!demands.meets(pair.found, pair.wanted)) mismatch.unmet.push(pair);
      open.push({
        found: actual.children(pair.found),
        wanted: expected.children(pair.wanted),
        below: pair,
      });
    }
    for (const node of alone) mismatch.missing.push({ node, below });
    for (const node of found) mismatch.unexpected.push({ node, below });
  }
  return mismatch;
}

/**
 * A number for each node, the same for nodes whose whole subtrees are equal, given bottom up. A node that is unlike all
 * others has a number of its own.
 */
function shapes<Node>(
  forest: Forest<Node>,
  names: Map<string, number>,
  isUnlike: (node: Node) => boolean,
): Map<Node, number> {
  const downwards: Node[] = [];
  const open = [...forest.tops];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    downwards.push(node);
    for (const child of forest.children(node)) open.push(child);
  }
  const shape = new Map<Node, number>();
  for (const node of downwards.reverse()) {
    const below = forest.children(node).map((child) => shape.get(child) ?? -1);
    const own = isUnlike(node) ? [names.size] : [];
    const name = JSON.stringify([forest.key(node), below.sort((a, b) => a - b), ...own]);
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

interface Forests<Actual, Expected> {
  readonly actual: Forest<Actual>;
  readonly expected: Forest<Expected>;
  readonly demands: Demands<Actual, Expected>;
}

/** Takes partners out of `found`: those first that have a child's key in common, so that no other takes their place. */
function paired<Actual, Expected>(
  found: Set<Actual>,
  wanted: readonly Expected[],
  forests: Forests<Actual, Expected>,
): { partners: Partners<Actual, Expected>[]; alone: Expected[] } {
  const partners: Partners<Actual, Expected>[] = [];
  let alone = [...wanted];
  for (const least of [1, 0]) {
    alone = alone.filter((node) => {
      const partner = takeClosest(found, node, forests, least);
      if (partner !== undefined) partners.push({ found: partner, wanted: node });
      return partner === undefined;
    });
  }
  return { partners, alone };
}

/** More than the children that two nodes can have in common. */
const MEETS = 1e9;

/**
 * Takes out of `found` the node with the key of `wanted` that meets its demands and has the most of its children, the
 * first of equals.
 */
function takeClosest<Actual, Expected>(
  found: Set<Actual>,
  wanted: Expected,
  { actual, expected, demands }: Forests<Actual, Expected>,
  least: number,
): Actual | undefined {
  const key = expected.key(wanted);
  const keysBelow = new Set(expected.children(wanted).map((child) => expected.key(child)));
  let closest: Actual | undefined;
  let most = least - 1;
  for (const node of found) {
    if (actual.key(node) !== key) continue;
    const common = actual.children(node).filter((child) => keysBelow.has(actual.key(child))).length;
    // Of two calls of one name, the one with the attribute is meant.
    const meets = demands.has(wanted) && demands.meets(node, wanted);
    const score = meets ? MEETS + common : common;
    if (score <= most) continue;
    most = score;
    closest = node;
  }
  if (closest !== undefined) found.delete(closest);
  return closest;
}
