import type { SlowestBy, SlowestFinding } from '../../../analysis/slowest-finding.ts';
import { stepName } from '../call-step.ts';
import { duration } from '../duration.ts';
import { printable } from '../printable.ts';
import { paint, type Screen } from '../screen.ts';
import { fitting, table, type Cell, type Column } from '../table.ts';
import { widthOf } from '../text-width.ts';
import { tracePage } from '../trace/page.ts';
import type { Shorten } from '../words.ts';

/** By what the spans are ranked: in words, and where it stands. */
const RANKED = {
  path: { by: 'by time on the critical path', us: 'pathUs' },
  self: { by: 'by self time', us: 'selfUs' },
  duration: { by: 'by duration', us: 'durationUs' },
} as const;

export const rankedUs = (span: SlowestFinding['spans'][number], by: SlowestBy): number =>
  span[RANKED[by].us];

/** Addresses go first, then the requests' durations; at last names are cut. */
const COLUMNS: readonly Column[] = [
  { title: '', align: 'right' },
  { title: '', cutTo: 8, keeps: Infinity },
  { title: '', cutTo: 10, keeps: Infinity },
  { title: '', cutTo: 11, keeps: Infinity },
  { title: '', givenUp: 2 },
  { title: '', givenUp: 1 },
];

/** "798 ms  enricher GET /enrich  in 4f1c0a7e  (904 ms request)  http://localhost:16686/trace/4f1c…" */
export function spansTable(
  { spans, by }: SlowestFinding,
  uiUrl: string | undefined,
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
    ...(uiUrl === undefined ? [] : [{ text: tracePage(span.traceId, uiUrl), style: dim }]),
  ]);
  const all = COLUMNS.slice(0, rows[0]?.length);
  const isCut = fitting(all, rows, screen).columns.length < all.length;
  const open = uiUrl && isCut ? openLine(first.traceId, uiUrl, screen) : '';
  return `${bold('Slowest spans')} ${dim(RANKED[by].by)}\n${table(all, rows, screen)}${open}`;
}

/** Where the first trace can be opened, where there is no room for all addresses. */
function openLine(traceId: string, uiUrl: string, screen: Screen): string {
  const page = printable(tracePage(traceId, uiUrl, screen.columns - 2));
  const verb = widthOf(page) + 8 <= screen.columns ? `${paint(screen).dim('open')}  ` : '';
  return `  ${verb}${page}\n`;
}
