import { tsvRows } from '../tsv.ts';
import { paint, type Screen } from './screen.ts';
import { table } from './table.ts';
import { paragraph } from './wrap.ts';

/** How far adaptive sampling is. */
export interface AdaptiveShown {
  /** Of each operation. */
  readonly targetPerSecond: number;
  /** Of all operations that the latest run called. */
  readonly runTargetPerSecond: number;
  /** What services are answered now; absent where that cannot be read. */
  readonly rates?: readonly { readonly operation: string; readonly rate: number }[] | undefined;
  /** The latest run. */
  readonly run?: number | undefined;
  readonly steps: readonly {
    readonly afterMs: number;
    readonly requests: number;
    readonly sampled: number;
    readonly requestsPerSecond: number;
    readonly tracesPerSecond: number;
  }[];
}

/** The rates now, and the rate over the time of the latest run. */
export function adaptiveLines(shown: AdaptiveShown, screen: Screen): string {
  const { runTargetPerSecond: target, rates, run, steps } = shown;
  const { dim } = paint(screen);
  const right = { align: 'right' as const };
  const columns = [
    { title: '' },
    { title: `run ${run ?? ''}`, ...right },
    { title: 'requests/s', ...right, givenUp: 1 },
    { title: 'sampled', ...right },
    { title: 'traces/s', ...right },
    { title: `of target ${target}/s`, ...right },
  ];
  const rows = steps.map((step) => [
    '',
    `${Math.round(step.afterMs / 1000)} s`,
    step.requestsPerSecond.toFixed(1),
    exact(step.sampled / step.requests),
    step.tracesPerSecond.toFixed(1),
    `${(step.tracesPerSecond / target).toFixed(1)} x`,
  ]);
  const isEarly = (steps.at(-1)?.afterMs ?? Infinity) < ADAPTS_WITHIN_MS;
  return [
    ratesLines(rates, screen),
    ...(steps.length === 0 ? [] : [table(columns, rows, screen)]),
    ...(isEarly ? [paragraph(PATIENCE, screen, dim, '  ')] : []),
  ].join('');
}

/** Rates reach the services after up to 20 s, and one that grows is at most doubled each time. */
const ADAPTS_WITHIN_MS = 120_000;
const PATIENCE = 'Jaeger needs about two minutes of load to adapt the rates';

const exact = (share: number): string =>
  Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '';

function ratesLines(rates: AdaptiveShown['rates'], screen: Screen): string {
  if (rates === undefined)
    return paragraph(
      'no rates: the query does not answer on its sampling port',
      screen,
      String,
      '  ',
    );
  if (rates.length === 0)
    return paragraph(
      'no rates now: Jaeger forgets them without load, and all requests are sampled',
      screen,
      String,
      '  ',
    );
  const columns = [
    { title: '' },
    { title: 'operation', cutTo: 12 },
    { title: 'sampled now', align: 'right' as const },
  ];
  const rows = rates.map(({ operation, rate }) => ['', operation, exact(rate)]);
  return table(columns, rows, screen);
}

export const adaptiveRows = (shown: AdaptiveShown | undefined): string =>
  shown === undefined
    ? ''
    : [
        tsvRows('rates', 'operation rate', shown.rates ?? []),
        tsvRows(
          'sampling-over-time',
          'afterMs requests sampled requestsPerSecond tracesPerSecond',
          shown.steps,
        ),
      ].join('');
