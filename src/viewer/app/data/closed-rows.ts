import type { DrawnRow } from './drawn-trace.ts';

const ALL = 'all';

/** What "Collapse all" closes: the rows at the top stay open. */
export const closable = (rows: readonly DrawnRow[]): Set<number> =>
  new Set(rows.flatMap(({ hasChildren, depth }, i) => (hasChildren && depth > 0 ? i : [])));

/**
 * The closed rows of a trace as an address has them: their numbers, or "all" and the numbers of those that differ from
 * it, if that is shorter.
 *
 * @returns undefined where all are open
 */
export function closedText(
  closed: ReadonlySet<number>,
  rows: readonly DrawnRow[],
): string | undefined {
  if (closed.size === 0) return undefined;
  const all = closable(rows);
  const others = difference(all, closed);
  return others.length < closed.size ? [ALL, ...others].join('.') : [...closed].join('.');
}

/** What is no number of a row of this trace counts as absent. */
export function closedIn(text: string | null, rows: readonly DrawnRow[]): ReadonlySet<number> {
  const [first = '', ...rest] = (text ?? '').split('.');
  const isAll = first === ALL;
  const numbers = (isAll ? rest : [first, ...rest]).flatMap((one) =>
    /^\d{1,9}$/.test(one) && rows[Number(one)]?.hasChildren === true ? Number(one) : [],
  );
  return new Set(isAll ? difference(closable(rows), new Set(numbers)) : numbers);
}

/** What is in one of the two alone. */
const difference = (a: ReadonlySet<number>, b: ReadonlySet<number>): number[] => [
  ...[...a].filter((one) => !b.has(one)),
  ...[...b].filter((one) => !a.has(one)),
];
