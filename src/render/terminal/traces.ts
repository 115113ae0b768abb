import type { TraceSummary } from '../../analysis/trace-summary.ts';
import { rfc3339 } from '../../model/instant.ts';
import { duration } from './duration.ts';
import { printable } from './printable.ts';
import { paint, signs, type Screen } from './screen.ts';
import { table, tableWidth, tabSeparated, type Cell, type Column, type Row } from './table.ts';
import { counted, shortIds } from './words.ts';
import { wrapWords } from './wrap.ts';

export interface TracesList {
  readonly traces: readonly TraceSummary[];
  /** Before the limit. */
  readonly found: number;
  /** What was asked, of which window, and how deep: "spans of gateway between … and …, 3 pages of 1000". */
  readonly asked: string;
  /** What the list leaves out, a sentence each. */
  readonly notes: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { title: 'trace' },
  { title: 'start' },
  { title: 'root', cutTo: 8 },
  { title: '', cutTo: 10 },
  { title: 'duration', align: 'right' },
  { title: 'spans', align: 'right' },
  { title: 'services', align: 'right' },
  { title: 'errors', align: 'right' },
];

/** What is given up on narrower screens, least important first: start, services, spans. */
const GIVEN_UP = [[], [1], [1, 6], [1, 5, 6]] as const;

/**
 * Traces, one a line. For a pipe tab-separated: id, start, root service, root operation, duration in microseconds,
 * spans, services (comma-separated), failed spans, "incomplete" where something is missing.
 */
export function renderTraces(list: TracesList, screen: Screen): string {
  if (screen.format === 'tsv') return pipeRows(list.traces);
  const { bold, dim, yellow } = paint(screen);
  const lines = (text: string, style: (line: string) => string): string =>
    wrapWords(printable(text), screen.columns)
      .map((line) => `${style(line)}\n`)
      .join('');
  const { traces, found } = list;
  const count =
    traces.length < found ? `${traces.length} of ${found} traces` : counted(found, 'trace');
  return (
    lines(found === 0 ? 'No traces' : count, bold) +
    lines(list.asked, dim) +
    list.notes.map((note) => lines(note, yellow)).join('') +
    (found === 0 ? '' : `\n${tableFor(traces, screen)}`)
  );
}

function pipeRows(traces: readonly TraceSummary[]): string {
  return tabSeparated(
    traces.map(({ traceId, startUs, root, durationUs, spans, services, errors, complete }) => [
      traceId,
      rfc3339(startUs),
      root?.service,
      root?.operation,
      durationUs,
      spans,
      services.join(','),
      errors,
      complete ? '' : 'incomplete',
    ]),
  );
}

function tableFor(traces: readonly TraceSummary[], screen: Screen): string {
  const shorten = shortIds(traces.map(({ traceId }) => traceId));
  const rows = traces.map((trace) => rowOf(trace, shorten, screen));
  const without = (given: readonly number[]): { columns: readonly Column[]; rows: Row[] } => {
    const kept = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => !given.includes(i));
    return { columns: kept(COLUMNS), rows: rows.map((row) => kept(row)) };
  };
  const layouts = GIVEN_UP.map(without);
  const fitting = layouts.find(
    (layout) => tableWidth(layout.columns, layout.rows).least <= screen.columns,
  );
  const { columns, rows: shown } = fitting ?? without(GIVEN_UP[3]);
  return table(columns, shown, screen);
}

function rowOf(trace: TraceSummary, shorten: (id: string) => string, screen: Screen): Cell[] {
  const { red, dim, bold, visible } = paint(screen);
  const { root, errors, complete } = trace;
  return [
    { text: shorten(trace.traceId), style: visible },
    { text: rfc3339(trace.startUs).slice(0, 23).replace('T', ' '), style: dim },
    root?.service ?? `(no root)`,
    (root?.operation ?? '') + (complete ? '' : ` ${signs(screen).dot} incomplete`),
    { text: duration(trace.durationUs, screen), style: bold },
    String(trace.spans),
    String(trace.services.length),
    errors === 0 ? { text: '0', style: dim } : { text: String(errors), style: red },
  ];
}
