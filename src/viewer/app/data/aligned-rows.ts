import type { Pair } from '../../../analysis/pair.ts';
import type { DrawnRow } from './drawn-trace.ts';

/** The rows of two traces that stand in the same place; one of them may be missing. */
export interface AlignedRow {
  readonly depth: number;
  readonly service: string;
  readonly name: string;
  readonly a: DrawnRow | undefined;
  readonly b: DrawnRow | undefined;
}

interface Place {
  readonly row: DrawnRow;
  a?: DrawnRow;
  b?: DrawnRow;
  /** By service, name, and how many of the same stand before it. */
  readonly below: Map<string, Place>;
}

/**
 * Two traces as one tree: a row of one meets the row of the other that has the same service and name, below the same
 * place, and as many of its kind before it. Those that only one trace has come after those before them.
 */
export function alignedRows({ a, b }: Pair<readonly DrawnRow[]>): AlignedRow[] {
  const top = new Map<string, Place>();
  place(top, a, 'a');
  place(top, b, 'b');
  const rows: AlignedRow[] = [];
  const waiting = Array.from(top.values(), (one) => ({ one, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { one, depth } = next;
    rows.push({ depth, service: one.row.service, name: one.row.name, a: one.a, b: one.b });
    for (const below of Array.from(one.below.values()).reverse())
      waiting.push({ one: below, depth: depth + 1 });
  }
  return rows;
}

interface Open {
  readonly below: Map<string, Place>;
  readonly counts: Map<string, number>;
}

/** @param rows callers before callees */
function place(top: Map<string, Place>, rows: readonly DrawnRow[], side: 'a' | 'b'): void {
  const open: Open[] = [{ below: top, counts: new Map() }];
  for (const row of rows) {
    open.length = Math.min(open.length, row.depth + 1);
    const above = open.at(-1);
    if (above === undefined) continue;
    const name = JSON.stringify([row.service, row.name]);
    const nth = above.counts.get(name) ?? 0;
    above.counts.set(name, nth + 1);
    const key = `${nth} ${name}`;
    const found: Place = above.below.get(key) ?? { row, below: new Map() };
    found[side] = row;
    above.below.set(key, found);
    open.push({ below: found.below, counts: new Map() });
  }
}
