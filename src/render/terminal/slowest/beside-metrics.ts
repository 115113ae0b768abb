import type {
  BesideMetrics,
  MetricsVerdict,
  Percentile,
} from '../../../analysis/beside-metrics.ts';
import { tsvRows } from '../../tsv.ts';
import { duration } from '../duration.ts';
import { paint, type Screen, signs } from '../screen.ts';
import { table } from '../table.ts';
import { counted } from '../../../model/counted.ts';
import { paragraph } from '../wrap.ts';

interface ShownBesideMetrics {
  /** "run 1" */
  readonly what: string;
  readonly all: readonly BesideMetrics[];
  /** The first of them. */
  readonly shown: readonly BesideMetrics[];
}

/** What metrics counted beside what traces measured, a line for each operation; then why they differ. */
export function renderBesideMetrics(
  { what, all, shown }: ShownBesideMetrics,
  screen: Screen,
): string {
  if (screen.format === 'tsv') return besideRows(shown);
  const right = { align: 'right' as const };
  const columns = [
    { title: 'service', cutTo: 6, keeps: 12 },
    { title: 'operation', cutTo: 6, keeps: 16 },
    { title: 'calls', ...right },
    { title: 'mean', ...right, givenUp: 1 },
    { title: 'p50', ...right, givenUp: 2 },
    { title: 'in bucket', givenUp: 2 },
    { title: 'p95', ...right },
    { title: 'in bucket' },
  ];
  const lines = shown.map((row) => [
    row.service,
    row.operation,
    pairOf(row.tracesCalls, row.metricsCalls),
    pairOf(duration(row.tracesMeanUs, screen), duration(row.metricsMeanUs, screen)),
    ...[50, 95].flatMap((percent) => percentileCells(row, percent, screen)),
  ]);
  const { bold } = paint(screen);
  return [
    paragraph(`Traces of ${what} beside metrics of ${agreeing(all)}`, screen, bold),
    table(columns, lines, screen),
    ...moreLine(all.length - shown.length, screen),
    ...notesOf(all, screen),
  ].join('');
}

const agreeing = (rows: readonly BesideMetrics[]): string => {
  const agree = rows.filter(({ verdict }) => verdict === 'agree').length;
  return `${counted(rows.length, 'operation')}: ${agree} agree`;
};

/** One figure where both are the same, else that of traces and that of metrics: "12/50". */
const pairOf = (traces: string | number, metrics: string | number): string =>
  traces === metrics ? `${traces}` : `${traces}/${metrics}`;

function percentileCells({ percentiles }: BesideMetrics, wanted: number, screen: Screen): string[] {
  const found = percentiles.find(({ percent }) => percent === wanted);
  return [duration(found?.tracesUs, screen), found ? bucketText(found, screen) : ''];
}

function bucketText({ fromUs, toUs }: Percentile, screen: Screen): string {
  if (fromUs === undefined) return '';
  if (toUs === undefined) return `over ${duration(fromUs, screen)}`;
  return `${duration(fromUs, screen)}${screen.unicode ? '–' : '-'}${duration(toUs, screen)}`;
}

const moreLine = (left: number, screen: Screen): string[] =>
  left === 0
    ? []
    : [
        paragraph(
          `${signs(screen).ellipsis} and ${counted(left, 'more operation')}`,
          screen,
          paint(screen).dim,
        ),
      ];

const WHY: Readonly<Record<Exclude<MetricsVerdict, 'agree'>, string>> = {
  'more-in-metrics':
    'more calls in metrics: they count all spans that Jaeger got in the time, also of other requests',
  'more-in-traces':
    'more calls in traces: some were not scraped in the time, or Jaeger was restarted since',
  bucket: 'a percentile outside of its bucket: other calls were counted',
};

function notesOf(rows: readonly BesideMetrics[], screen: Screen): string[] {
  const { dim } = paint(screen);
  const verdicts = new Set(rows.map(({ verdict }) => verdict));
  const why = Object.entries(WHY).filter(([verdict]) => verdicts.has(verdict as MetricsVerdict));
  const both = 'a pair of figures is that of traces, then that of metrics';
  return [both, ...why.map(([, text]) => text)].map((text) =>
    paragraph(`${signs(screen).dot} ${text}`, screen, dim),
  );
}

const besideRows = (rows: readonly BesideMetrics[]): string =>
  tsvRows(
    'beside-metrics',
    'service operation tracesCalls metricsCalls tracesMeanUs metricsMeanUs p50Us p50FromUs p50ToUs p95Us p95FromUs p95ToUs verdict',
    rows.map(({ percentiles, ...row }) => {
      const [half, most] = [50, 95].map((one) => percentiles.find((p) => p.percent === one));
      const { tracesMeanUs, metricsMeanUs } = row;
      return {
        ...{ ...row, tracesMeanUs, metricsMeanUs },
        ...{ p50Us: half?.tracesUs, p50FromUs: half?.fromUs, p50ToUs: half?.toUs },
        ...{ p95Us: most?.tracesUs, p95FromUs: most?.fromUs, p95ToUs: most?.toUs },
      };
    }),
  );
