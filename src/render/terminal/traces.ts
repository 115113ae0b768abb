import type { Headline } from '../../analysis/headlines/headline.ts';
import type { SummaryOrder, TraceSummary } from '../../analysis/trace-summary.ts';
import { rfc3339, zonedTime } from '../../model/instant.ts';
import { duration } from './duration.ts';
import { headlineLine, tracesSentence } from './headline.ts';
import { paint, signs, type Screen } from './screen.ts';
import { tsvRows } from '../tsv.ts';
import { table, type Cell, type Column } from './table.ts';
import { counted } from '../../model/counted.ts';
import { shortIds } from './words.ts';
import { paragraph } from './wrap.ts';

export interface TracesList {
  readonly headline: Headline | undefined;
  readonly traces: readonly TraceSummary[];
  /** Before the limit. */
  readonly found: number;
  /** What they are sorted by; its column is never given up. */
  readonly sort: SummaryOrder;
  /** What was asked, of which window, and how deep: "spans of gateway between … and …, 3 pages of 1000". */
  readonly asked: string;
  /** What the list leaves out, a sentence each. */
  readonly notes: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { title: 'trace' },
  { title: 'start', givenUp: 4 },
  { title: 'root', cutTo: 8, keeps: 16 },
  { title: '', cutTo: 10, keeps: 24 },
  { title: 'duration', align: 'right' },
  { title: 'whole', align: 'right', givenUp: 3 },
  { title: 'spans', align: 'right', givenUp: 2 },
  { title: 'services', align: 'right', givenUp: 1 },
  { title: 'errors', align: 'right' },
];

const SORTED: Readonly<Record<SummaryOrder, string>> = {
  start: 'start',
  duration: 'duration',
  trace: 'whole',
  spans: 'spans',
};

/** The column with the duration from the first start to the last end. */
const WHOLE = COLUMNS.findIndex(({ title }) => title === 'whole');

/** Traces, one a line. */
export function renderTraces(list: TracesList, screen: Screen): string {
  if (screen.format === 'tsv') return traceRows(list.traces);
  const { bold, dim, yellow } = paint(screen);
  const { traces, found } = list;
  const count =
    traces.length < found
      ? `${traces.length} of ${counted(found, 'trace')}`
      : counted(found, 'trace');
  return (
    headlineLine(list.headline && tracesSentence(list.headline), screen) +
    paragraph(found === 0 ? 'No traces' : count, screen, bold) +
    paragraph(list.asked, screen, dim) +
    list.notes.map((note) => paragraph(note, screen, yellow)).join('') +
    (found === 0 ? '' : `\n${tableFor(list, screen)}`)
  );
}

/** For a pipe. */
export const traceRows = (traces: readonly TraceSummary[]): string =>
  tsvRows(
    'trace',
    'traceId start rootService rootOperation durationUs traceUs spans services errors complete impossibleTimes',
    traces.map(({ startUs, root, services, ...trace }) => ({
      ...trace,
      start: rfc3339(startUs),
      rootService: root?.service,
      rootOperation: root?.operation,
      services: services.join(','),
    })),
  );

function tableFor({ traces, sort }: TracesList, screen: Screen): string {
  const shorten = shortIds(traces.map(({ traceId }) => traceId));
  // Of most traces the request is all there is.
  const hasMore = traces.some((trace) => duration(trace.traceUs) !== duration(trace.durationUs));
  const isShown = (_: unknown, i: number): boolean => hasMore || i !== WHOLE;
  const rows = traces.map((trace) => rowOf(trace, shorten, screen).filter(isShown));
  const columns = COLUMNS.filter(isShown).map((column) =>
    column.title === SORTED[sort] ? { ...column, givenUp: undefined } : column,
  );
  const drawn = table(columns, rows, screen);
  const explained = 'whole: from the first start to the last end of any span';
  const isThere = /^.* whole .*\n/.test(drawn);
  return isThere ? `${drawn}\n${paragraph(explained, screen, paint(screen).dim)}` : drawn;
}

/** What is wrong with a trace as a whole. */
const oddities = ({ complete, impossibleTimes }: TraceSummary): string[] => [
  ...(complete ? [] : ['incomplete']),
  ...(impossibleTimes === 0 ? [] : ['impossible times']),
];

function rowOf(trace: TraceSummary, shorten: (id: string) => string, screen: Screen): Cell[] {
  const { red, dim, bold, visible } = paint(screen);
  const { root, errors } = trace;
  return [
    { text: shorten(trace.traceId), style: visible },
    { text: zonedTime(trace.startUs, screen), style: dim },
    root?.service ?? `(no root)`,
    [root?.operation ?? '', ...oddities(trace)].join(` ${signs(screen).dot} `),
    { text: duration(trace.durationUs, screen), style: bold },
    duration(trace.traceUs, screen),
    String(trace.spans),
    String(trace.services.length),
    errors === 0 ? { text: '0', style: dim } : { text: String(errors), style: red },
  ];
}
