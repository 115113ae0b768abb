import { nearestRank } from '../base/percentile.ts';
import { sum } from './sum.ts';
import type { CallHistogram } from '../model/call-histogram.ts';
import type { Micros } from '../model/units.ts';

/** What traces measured of one operation. */
export interface CallTimes {
  readonly service: string;
  readonly operation: string;
  readonly durationsUs: readonly Micros[];
}

export interface Percentile {
  readonly percent: number;
  readonly tracesUs?: number | undefined;
  /** The bucket of the metrics that the percentile is in; without `toUs` it is the last. */
  readonly fromUs?: number | undefined;
  readonly toUs?: number | undefined;
}

/** Which of the two counts more calls; `bucket`: the same calls, and a percentile outside of its bucket. */
export type MetricsVerdict = 'agree' | 'more-in-metrics' | 'more-in-traces' | 'bucket';

export interface BesideMetrics {
  readonly service: string;
  readonly operation: string;
  readonly tracesCalls: number;
  readonly metricsCalls: number;
  readonly tracesMeanUs?: number | undefined;
  readonly metricsMeanUs?: number | undefined;
  readonly percentiles: readonly Percentile[];
  readonly verdict: MetricsVerdict;
}

const PERCENTS = [50, 95] as const;
/** With fewer values the 95th percentile would be the largest. */
const FEWEST_FOR_95 = 20;

/**
 * The figures of metrics beside those of traces, for each operation that either has; the most time first.
 *
 *     durations 30 40 60 of traces, buckets ≤ 50: 2, ≤ 100: 3 of metrics
 *     p50 of traces 40, of metrics 0 to 50: they agree
 */
export function besideMetrics(
  times: readonly CallTimes[],
  histograms: readonly CallHistogram[],
): BesideMetrics[] {
  const keyOf = ({ service, operation }: CallTimes | CallHistogram): string =>
    JSON.stringify([service, operation]);
  const ofTraces = new Map(times.map((one) => [keyOf(one), one]));
  const ofMetrics = new Map(histograms.map((one) => [keyOf(one), one]));
  const places = new Map([...histograms, ...times].map((one) => [keyOf(one), one]));
  return Array.from(places, ([key, { service, operation }]) =>
    rowOf(
      ofTraces.get(key) ?? { service, operation, durationsUs: [] },
      ofMetrics.get(key) ?? { service, operation, count: 0, sumUs: 0, buckets: [] },
    ),
  ).toSorted((a, b) => timeOf(b) - timeOf(a));
}

const timeOf = ({ tracesCalls, tracesMeanUs = 0, ...row }: BesideMetrics): number =>
  Math.max(tracesCalls * tracesMeanUs, row.metricsCalls * (row.metricsMeanUs ?? 0));

function rowOf(times: CallTimes, histogram: CallHistogram): BesideMetrics {
  const { service, operation } = times;
  const sorted = times.durationsUs.toSorted((a, b) => a - b);
  const [tracesCalls, metricsCalls] = [sorted.length, histogram.count];
  const percentiles = PERCENTS.filter(
    (percent) => percent < 95 || Math.min(tracesCalls, metricsCalls) >= FEWEST_FOR_95,
  ).map((percent) => ({
    percent,
    tracesUs: nearestRank(sorted, percent),
    ...bucketOf(histogram, percent),
  }));
  return {
    ...{ service, operation, tracesCalls, metricsCalls, percentiles },
    tracesMeanUs: meanOf(sum(sorted), tracesCalls),
    metricsMeanUs: meanOf(histogram.sumUs, metricsCalls),
    verdict: verdictOf(tracesCalls, metricsCalls, percentiles),
  };
}

const meanOf = (all: number, count: number): number | undefined =>
  count === 0 ? undefined : all / count;

/** The bucket that has the value of nearest rank, so that it is the same value that traces name. */
function bucketOf(histogram: CallHistogram, percent: number): Pick<Percentile, 'fromUs' | 'toUs'> {
  if (histogram.count === 0) return {};
  const rank = Math.ceil((percent * histogram.count) / 100);
  const index = histogram.buckets.findIndex(({ count }) => count >= rank);
  const toUs = histogram.buckets[index]?.toUs;
  return {
    fromUs: histogram.buckets[index - 1]?.toUs ?? 0,
    toUs: toUs === Infinity ? undefined : toUs,
  };
}

function verdictOf(
  tracesCalls: number,
  metricsCalls: number,
  percentiles: readonly Percentile[],
): MetricsVerdict {
  if (metricsCalls > tracesCalls) return 'more-in-metrics';
  if (metricsCalls < tracesCalls) return 'more-in-traces';
  return percentiles.every(isInside) ? 'agree' : 'bucket';
}

/** Traces are read in whole microseconds, so that a value just above the lower bound is read as the bound. */
const isInside = ({ tracesUs = 0, fromUs = 0, toUs = Infinity }: Percentile): boolean =>
  tracesUs >= fromUs && tracesUs <= toUs;
