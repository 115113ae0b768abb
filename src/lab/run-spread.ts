import { studentT } from '../base/spread.ts';
import type { Run } from './runs.ts';

/** Fewer runs do not show by how much runs of one kind differ. */
const FEWEST_RUNS = 4;

/**
 * Half of what the mean times of two unchanged runs differ by at most in 19 of 20 cases, judged by the runs that were
 * driven like the first of the two that are compared: t · s · √2 / 2. So few runs show less than their number of
 * standard deviations suggests, which Student's t makes up for. A run with faults differs on purpose.
 *
 * @param compared runs that may differ on purpose; they do not count
 * @param known other runs of the lab
 * @returns µs; undefined where fewer than four can be compared
 * @see https://en.wikipedia.org/wiki/Prediction_interval#Unknown_mean,_unknown_variance
 */
export function runSpreadUs(compared: readonly Run[], known: readonly Run[]): number | undefined {
  const [first] = compared;
  const own = new Set(compared.map(({ id }) => id));
  const means = known
    .filter((run) => !own.has(run.id) && kindOf(run) === (first && kindOf(first)))
    .flatMap((run) => meanUs(run) ?? []);
  if (means.length < FEWEST_RUNS) return undefined;
  return (studentT(means.length - 1) * deviationOf(means)) / Math.SQRT2;
}

/** The sample's standard deviation. */
function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Runs of one kind send the same requests in the same way. */
const kindOf = ({ scenario, request, topology, url, plan }: Run): string =>
  JSON.stringify([scenario, request, topology, url, plan]);

/** Of the requests that were answered; undefined where there are none, or a fault was planted. */
function meanUs({ records, interrupted }: Run): number | undefined {
  if (interrupted || records.some(({ fault }) => fault !== undefined)) return undefined;
  const times = records.flatMap(({ failure, sentMs, finishedMs }) =>
    failure === undefined ? [finishedMs - sentMs] : [],
  );
  if (times.length === 0) return undefined;
  return (times.reduce((sum, ms) => sum + ms, 0) / times.length) * 1000;
}
