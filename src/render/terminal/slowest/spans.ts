import {
  rankedUs,
  type SlowestBy,
  type SlowestFinding,
} from '../../../analysis/slowest-finding.ts';
import { stepName } from '../call-step.ts';
import { duration } from '../duration.ts';
import { printable } from '../printable.ts';
import { paint, type Screen } from '../screen.ts';
import { table, tableWidth, type Cell, type Column, type Row } from '../table.ts';
import { widthOf } from '../text-width.ts';
import { tracePage } from '../trace/page.ts';
import type { Shorten } from '../words.ts';

const RANKED_BY: Readonly<Record<SlowestBy, string>> = {
  path: 'by time on the critical path',
  self: 'by self time',
  duration: 'by duration',
};

const COLUMNS: readonly Column[] = [
  { title: '', align: 'right' },
  { title: '', cutTo: 8 },
  { title: '', cutTo: 10 },
  { title: '', cutTo: 11 },
  { title: '' },
  { title: '' },
];

/** "798 ms  enricher GET /enrich  in 4f1c0a7e  (904 ms request)  http://localhost:16686/trace/4f1c…" */
export function spansTable(
  { spans, by }: SlowestFinding,
  jaegerUrl: string,
  shorten: Shorten,
  screen: Screen,
): string {
  const [first] = spans;
  if (first === undefined) return '';
  const { bold, dim } = paint(screen);
  const rows = spans.map((span): Cell[] => [
    { text: `  ${duration(rankedUs(span, by), screen)}`, style: bold },
    span.service,
    stepName(span, screen),
    `in ${shorten(span.traceId)}`,
    { text: `(${duration(span.requestUs, screen)} request)`, style: dim },
    { text: tracePage(span.traceId, jaegerUrl), style: dim },
  ]);
  const columns = columnsThatFit(rows, screen);
  const kept = rows.map((row) => row.slice(0, columns.length));
  const open = columns.length === COLUMNS.length ? '' : openLine(first.traceId, jaegerUrl, screen);
  return `${bold('Slowest spans')} ${dim(RANKED_BY[by])}\n${table(columns, kept, screen)}${open}`;
}

/** Where the first trace can be opened, where there is no room for all addresses. */
function openLine(traceId: string, jaegerUrl: string, screen: Screen): string {
  const page = printable(tracePage(traceId, jaegerUrl, screen.columns - 2));
  const verb = widthOf(page) + 8 <= screen.columns ? `${paint(screen).dim('open')}  ` : '';
  return `  ${verb}${page}\n`;
}

/** Addresses go first, then the requests' durations; at last names are cut. */
function columnsThatFit(rows: readonly Row[], screen: Screen): readonly Column[] {
  for (let kept = COLUMNS.length; kept > 4; kept -= 1) {
    const columns = COLUMNS.slice(0, kept);
    const cells = rows.map((row) => row.slice(0, kept));
    if (tableWidth(columns, cells).full <= screen.columns) return columns;
  }
  return COLUMNS.slice(0, 4);
}
