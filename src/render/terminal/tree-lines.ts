import type { Screen } from './screen.ts';

interface Branches {
  readonly go: string;
  readonly skip: string;
  readonly more: string;
  readonly last: string;
}

const UNICODE: Branches = { go: '│ ', skip: '  ', more: '├ ', last: '└ ' };
const ASCII: Branches = { go: '| ', skip: '  ', more: '+ ', last: '` ' };

/**
 * What stands before each row of a tree, given only the rows' depths, callers first:
 *
 *     0  gateway
 *     1  ├ auth
 *     2  │ └ users
 *     1  └ cart
 *
 * Deeper than `deepest` the lines would push everything else off the screen: there the depth stands as a number.
 */
export function treeLines(
  depths: readonly number[],
  deepest: number,
  { unicode }: Pick<Screen, 'unicode'>,
): string[] {
  const branches = unicode ? UNICODE : ASCII;
  const isLast = lastOfSiblings(depths);
  const above: string[] = [];
  return depths.map((depth, i) => {
    const last = isLast[i] ?? true;
    if (depth <= deepest) above.length = depth;
    if (depth > 0 && depth <= deepest) above[depth] = last ? branches.skip : branches.go;
    if (depth > deepest) return `${above.slice(1, 2).join('')}(${depth}) `;
    return (
      above.slice(1, depth).join('') + (depth === 0 ? '' : last ? branches.last : branches.more)
    );
  });
}

/** Whether no sibling follows. Backwards: a sibling that follows has been seen, with nothing above it in between. */
function lastOfSiblings(depths: readonly number[]): boolean[] {
  const seen: boolean[] = [];
  const isLast = new Array<boolean>(depths.length);
  for (let i = depths.length - 1; i >= 0; i -= 1) {
    const depth = depths[i] ?? 0;
    isLast[i] = !seen[depth];
    seen.length = Math.min(seen.length, depth + 1);
    seen[depth] = true;
  }
  return isLast;
}
