import { printable } from './terminal/printable.ts';

type Words<Text extends string> = Text extends `${infer Word} ${infer Rest}`
  ? Word | Words<Rest>
  : Text;

type Field = string | number | boolean | undefined;

/**
 * A header line `#kind column …` and a line for each item, which begins with the kind; nothing where there are no items.
 * Times are whole microseconds, other numbers have at most four decimals; what is undefined leaves its column empty.
 *
 * @param columns names of the fields, with a space between; those of times end with Us
 * @see docs/output.md, which documents the columns of every command
 */
export function tsvRows<Columns extends string>(
  kind: string,
  columns: Columns,
  items: readonly Readonly<Record<Words<Columns>, Field>>[],
): string {
  if (items.length === 0) return '';
  const names = columns.split(' ') as Words<Columns>[];
  const rows = items.map((item) => [kind, ...names.map((name) => text(name, item[name]))]);
  return [[`#${kind}`, ...names], ...rows].map((row) => `${row.join('\t')}\n`).join('');
}

function text(name: string, value: Field): string {
  if (typeof value !== 'number') return printable(String(value ?? ''));
  return String(name.endsWith('Us') ? Math.round(value) : Math.round(value * 1e4) / 1e4);
}

/** The sentence that an answer comes down to. */
export const headlineRows = (text: string | undefined): string =>
  tsvRows('headline', 'text', text === undefined ? [] : [{ text }]);

/** Traces that should be in Jaeger and are not. */
export const missingRows = (missing: readonly string[]): string =>
  tsvRows(
    'missing',
    'traceId',
    missing.map((traceId) => ({ traceId })),
  );
