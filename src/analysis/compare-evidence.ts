import { groupBy } from '../base/group-by.ts';
import { mulberry32 } from '../base/random.ts';
import { bootstrapInterval } from './bootstrap-interval.ts';
import type { Evidence, Labels } from './compare-finding.ts';
import type { RowKey } from './grouping.ts';
import { type Interval, mapPair, type Pair } from './pair.ts';
import { permutationTest, SIGNIFICANT } from './permutation-test.ts';

/** Any number will do; that it is always the same makes an answer repeatable. */
const BOOTSTRAP_SEED = 20_080_229;

/** What can be judged: how long a request took, and in which rows. */
export interface Measured {
  readonly traceId: string;
  readonly durationUs: number;
  readonly rows: ReadonlyMap<RowKey, { readonly us: number }>;
}

/** What labels were given to, as a whole: a request, or a run with the means of its requests. Whole microseconds. */
interface Unit {
  readonly us: number;
  timeIn(row: RowKey): number;
}

export interface Judged {
  /** Of the difference, over the units. */
  readonly interval: Interval | undefined;
  readonly evidence: Evidence | undefined;
  /** For each row; none without evidence. */
  readonly p: readonly number[];
  /** How often labels dealt out again at random differ as much, as a whole. */
  readonly chance: () => number;
}

/**
 * What the difference of two groups proves. Requests of one run share what happened during it (warm code, neighbours),
 * so where runs are compared a run is dealt out as a whole.
 *
 * @param runOf the run of each trace, for labels of runs
 * @see docs/definitions.md#evidence
 */
export function judge(
  requests: Pair<readonly Measured[]>,
  rows: readonly RowKey[],
  labels: Labels,
  runOf: ReadonlyMap<string, number>,
): Judged {
  const units = mapPair(requests, (all) =>
    labels === 'runs' ? runUnits(all, runOf) : all.map(requestUnit),
  );
  const interval = bootstrapInterval(
    mapPair(units, (all) => all.map(({ us }) => us)),
    mulberry32(BOOTSTRAP_SEED),
  );
  const chance = (): number =>
    permutationTest([[...units.a, ...units.b].map(({ us }) => us)], units.a.length).p[0] ?? 1;
  if (labels !== 'dealt' && labels !== 'runs')
    return { interval, evidence: undefined, p: [], chance };
  const { p, ...test } = permutationTest(
    measuresOf([...units.a, ...units.b], rows),
    units.a.length,
  );
  const [whole = 1, ...each] = p;
  const tooFew = test.smallestP > SIGNIFICANT;
  const unit = labels === 'runs' ? 'run' : 'request';
  return { interval, evidence: { unit, ...test, p: whole, tooFew }, p: each, chance };
}

const measuresOf = (units: readonly Unit[], rows: readonly RowKey[]): number[][] => [
  units.map(({ us }) => us),
  ...rows.map((row) => units.map((unit) => unit.timeIn(row))),
];

const requestUnit = ({ durationUs, rows }: Measured): Unit => ({
  us: durationUs,
  timeIn: (row) => rows.get(row)?.us ?? 0,
});

function runUnits(requests: readonly Measured[], runOf: ReadonlyMap<string, number>): Unit[] {
  const runs = groupBy(requests, ({ traceId }) => runOf.get(traceId));
  return Array.from(runs.values(), (own) => {
    const mean = (of: (request: Measured) => number): number =>
      Math.round(own.reduce((sum, request) => sum + of(request), 0) / own.length);
    return {
      us: mean(({ durationUs }) => durationUs),
      timeIn: (row) => mean(({ rows }) => rows.get(row)?.us ?? 0),
    };
  });
}
