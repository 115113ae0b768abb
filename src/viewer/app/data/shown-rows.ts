import type { DrawnRow } from './drawn-trace.ts';

/**
 * Which rows are shown: none below a collapsed one and, where only the critical path is wanted, those on it and those
 * above them. One pass, whatever the depth.
 *
 * @returns indexes, ascending
 */
export function shownRows(
  rows: readonly DrawnRow[],
  collapsed: ReadonlySet<number>,
  criticalOnly: boolean,
): number[] {
  const leading = criticalOnly ? leadingToPath(rows) : undefined;
  const shown: number[] = [];
  let hiddenBelow = Infinity;
  for (const [index, { depth }] of rows.entries()) {
    if (depth > hiddenBelow) continue;
    hiddenBelow = collapsed.has(index) ? depth : Infinity;
    if (leading === undefined || leading.has(index)) shown.push(index);
  }
  return shown;
}

function leadingToPath(rows: readonly DrawnRow[]): Set<number> {
  const leading = new Set<number>();
  let wanted = -1;
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const { depth = 0, pathUs = 0 } = rows[index] ?? {};
    if (pathUs === 0 && depth !== wanted) continue;
    leading.add(index);
    wanted = depth - 1;
  }
  return leading;
}

/** The row above one that it belongs to; itself for a row at the top. */
export function parentOf(rows: readonly DrawnRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let at = index - 1; at >= 0; at -= 1) if ((rows[at]?.depth ?? 0) < depth) return at;
  return index;
}

/** The rows of the critical path in the order in which the request waited for them; a row once for each stretch. */
export function pathOrder(
  rows: readonly DrawnRow[],
): { index: number; from: number; to: number }[] {
  return rows
    .flatMap(({ path }, index) => {
      const sections = [];
      for (let i = 0; i + 1 < path.length; i += 2)
        sections.push({ index, from: path[i] ?? 0, to: path[i + 1] ?? 0 });
      return sections;
    })
    .sort((a, b) => a.from - b.from);
}

/** Those above a row, which have to be open for it to be seen. */
export function ancestorsOf(rows: readonly DrawnRow[], index: number): number[] {
  const above: number[] = [];
  let depth = rows[index]?.depth ?? 0;
  for (let at = index - 1; at >= 0 && depth > 0; at -= 1) {
    const other = rows[at]?.depth ?? 0;
    if (other >= depth) continue;
    above.push(at);
    depth = other;
  }
  return above;
}
