import type { CallStep } from '../../../analysis/call-path.ts';
import type { CallPathTime } from '../../../analysis/slowest-finding.ts';

/** A place in the flame graph. */
export interface FlameNode {
  readonly step: CallStep;
  /** The same in another tree of the same section, made of newer traces. */
  readonly key: string;
  readonly level: number;
  readonly caller: FlameNode | undefined;
  /** Critical-path time of the place itself, and of it with all below. */
  ownUs: number;
  totalUs: number;
  /** The trace in which the place took most. */
  exemplarTraceId: string | undefined;
  /** Most time first. */
  below: FlameNode[];
}

/**
 * The places of one section as a tree. What the requests waited for in a place and below it is its width: the widths of
 * all places that nothing is below of add up to the requests' time, because critical-path times do.
 */
export function flameTree(paths: readonly CallPathTime[]): FlameNode | undefined {
  const known = new Map<string, FlameNode>();
  let root: FlameNode | undefined;
  for (const { steps, totalUs, exemplarTraceId } of paths) {
    let at: FlameNode | undefined;
    let key = '';
    for (const step of steps) {
      key += JSON.stringify([step.service, step.name, step.callee]);
      const node: FlameNode = known.get(key) ?? newNode(step, key, at);
      if (!known.has(key)) at?.below.push(node);
      known.set(key, node);
      node.totalUs += totalUs;
      at = node;
    }
    if (at) {
      at.ownUs += totalUs;
      at.exemplarTraceId = exemplarTraceId;
    }
  }
  for (const node of known.values()) {
    node.below.sort((a, b) => b.totalUs - a.totalUs);
    if (node.caller === undefined) root ??= node;
  }
  return root;
}

const newNode = (step: CallStep, key: string, caller: FlameNode | undefined): FlameNode => ({
  step,
  key,
  caller,
  level: (caller?.level ?? 0) + 1,
  ownUs: 0,
  totalUs: 0,
  exemplarTraceId: undefined,
  below: [],
});

/** The place with a key, in the tree below `node`. */
export function nodeAt(node: FlameNode, key: string | null): FlameNode | undefined {
  if (node.key === key) return node;
  for (const below of node.below) {
    const found = nodeAt(below, key);
    if (found) return found;
  }
  return undefined;
}

/** A place as it is drawn: where it begins and how wide it is, as parts of the whole. */
export interface FlameBox {
  readonly node: FlameNode;
  readonly row: number;
  readonly left: number;
  readonly width: number;
}

/** Narrower ones cannot be seen. */
const LEAST_WIDTH = 0.001;

/** The places below `focus`, which has the whole width, and its callers above it. */
export function flameBoxes(focus: FlameNode): FlameBox[] {
  const boxes: FlameBox[] = [];
  for (let at = focus.caller; at !== undefined; at = at.caller)
    boxes.push({ node: at, row: at.level - 1, left: 0, width: 1 });
  const waiting = [{ node: focus, left: 0, width: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, left, width } = next;
    boxes.push({ node, row: node.level - 1, left, width });
    let from = left;
    for (const below of node.below) {
      const part = node.totalUs === 0 ? 0 : (below.totalUs / node.totalUs) * width;
      if (part >= LEAST_WIDTH) waiting.push({ node: below, left: from, width: part });
      from += part;
    }
  }
  return boxes;
}
