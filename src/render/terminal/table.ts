import { printable } from './printable.ts';
import { paint, type Screen } from './screen.ts';
import { cut, cutList, padEnd, padStart, widthOf } from './text-width.ts';

export interface Column {
  /** A title that is wider than its column runs on over columns on its right whose title is empty. */
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align?: 'left' | 'right';
  /** On a screen that is too narrow the column may be cut to this width, but no further. */
  readonly cutTo?: number | undefined;
  /** Between the parts of a list, or of a time: whole ones are left out. */
  readonly between?: string | undefined;
  /** Before it would be cut shorter than this, columns that may be given up are. */
  readonly keeps?: number;
  /** On a screen that is too narrow the column is given up, those with the smallest number first. */
  readonly givenUp?: number | undefined;
}

/** Text, which may come from outside, and how a person's screen is to show it. */
export type Cell = string | { readonly text: string; readonly style: (text: string) => string };

export type Row = readonly Cell[];

/** The screens that a table fits on: without a cut, and with every cut that it allows. */
export interface TableWidth {
  readonly full: number;
  readonly least: number;
}

const GAP = 2;

/**
 * A header if there are titles, and aligned columns, given up or cut where they may be if the screen is too narrow. Every
 * text passes through `printable`.
 */
export function table(all: readonly Column[], allRows: readonly Row[], screen: Screen): string {
  const { columns, rows } = fitting(all, allRows, screen);
  const widths = cutWidths(columns, fullWidths(columns, rows), screen);
  const hasTitles = columns.some(({ title }) => title !== '');
  const lines = [
    ...(hasTitles ? [paint(screen).dim(titleLine(columns, widths, screen))] : []),
    ...rows.map((row) => rowLine(row, columns, widths, screen)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** What is left when as many columns are given up as the screen is too narrow for. */
export function fitting(
  all: readonly Column[],
  allRows: readonly Row[],
  screen: Pick<Screen, 'columns'>,
): { readonly columns: readonly Column[]; readonly rows: readonly Row[] } {
  const steps = [0, ...new Set(all.flatMap(({ givenUp }) => givenUp ?? []))].sort((a, b) => a - b);
  const layouts = steps.map((step) => {
    const isKept = (_: unknown, i: number): boolean => (all[i]?.givenUp ?? Infinity) > step;
    return { columns: all.filter(isKept), rows: allRows.map((row) => row.filter(isKept)) };
  });
  const fits = layouts.find(({ columns, rows }) => {
    const kept = columns.map((column) => ({ ...column, cutTo: column.keeps ?? column.cutTo }));
    return tableWidth(kept, rows).least <= screen.columns;
  });
  return fits ?? layouts.at(-1) ?? { columns: all, rows: allRows };
}

export function tableWidth(columns: readonly Column[], rows: readonly Row[]): TableWidth {
  const widths = fullWidths(columns, rows);
  const least = widths.map((width, i) => Math.min(width, columns[i]?.cutTo ?? width));
  return { full: total(widths), least: total(least) };
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));

function fullWidths(columns: readonly Column[], rows: readonly Row[]): number[] {
  const widths = columns.map((_, i) =>
    rows.reduce((most, row) => Math.max(most, widthOf(printable(textOf(row[i] ?? '')))), 0),
  );
  for (const { title, from, to } of titles(columns)) {
    const lacking = widthOf(title) - total(widths.slice(from, to));
    if (lacking > 0) widths[to - 1] = (widths[to - 1] ?? 0) + lacking;
  }
  return widths;
}

/** Each title with the columns that it may run over: from its own up to, without, the next that has one. */
function titles(columns: readonly Column[]): { title: string; from: number; to: number }[] {
  const starts = [...columns.keys()].filter((i) => i === 0 || columns[i]?.title !== '');
  return starts.map((from, i) => ({
    title: columns[from]?.title ?? '',
    from,
    to: starts[i + 1] ?? columns.length,
  }));
}

/** Takes from the widest first, so that what is short stays whole as long as possible. */
function cutWidths(columns: readonly Column[], full: readonly number[], screen: Screen): number[] {
  const widths = [...full];
  const spare = (i: number): number => (widths[i] ?? 0) - (columns[i]?.cutTo ?? Infinity);
  for (let excess = total(widths) - screen.columns; excess > 0; excess -= 1) {
    const able = [...widths.keys()].filter((i) => spare(i) > 0);
    if (able.length === 0) break;
    const widest = able.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function titleLine(columns: readonly Column[], widths: readonly number[], screen: Screen): string {
  const cells = titles(columns).map(({ title, from, to }) => {
    const width = total(widths.slice(from, to));
    const text = cut(title, width, screen);
    return columns[from]?.align === 'right' ? padStart(text, width) : padEnd(text, width);
  });
  return cells.join(' '.repeat(GAP)).trimEnd();
}

function rowLine(
  row: Row,
  columns: readonly Column[],
  widths: readonly number[],
  screen: Screen,
): string {
  const cells = columns.map(({ align, between }, i) => {
    const cell = row[i] ?? '';
    const width = widths[i] ?? 0;
    const whole = printable(textOf(cell));
    const text =
      between === undefined ? cut(whole, width, screen) : cutList(whole, between, width, screen);
    const space = ' '.repeat(Math.max(0, width - widthOf(text)));
    const shown = typeof cell === 'string' ? text : cell.style(text);
    if (align === 'right') return space + shown;
    // Spaces at the end of a line only wrap on a screen that has become narrower.
    return i === columns.length - 1 ? shown : shown + space;
  });
  return cells.join(' '.repeat(GAP)).trimEnd();
}
