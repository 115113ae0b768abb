import { spreadOf } from '../base/spread.ts';
import type { Run } from './runs.ts';

/** Fewer runs do not show by how much runs of one kind differ. */
const FEWEST_RUNS = 4;

/**
 * By how much the mean times of runs differ that were driven like the first of two runs that are compared: from the
 * smallest to the largest of fewer than eight, else between the quartiles. A run with faults differs on purpose.
 *
 * @param compared runs that may differ on purpose; they do not count
 * @param known other runs of the lab
 * @returns µs; undefined where fewer than four can be compared
 */
export function runSpreadUs(compared: readonly Run[], known: readonly Run[]): number | undefined {
  const [first] = compared;
  const own = new Set(compared.map(({ id }) => id));
  const means = known
    .filter((run) => !own.has(run.id) && kindOf(run) === (first && kindOf(first)))
    .flatMap((run) => meanUs(run) ?? []);
  if (means.length < FEWEST_RUNS) return undefined;
  const { low, high } = spreadOf(means);
  return high - low;
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
