import { mulberry32 } from '../base/random.ts';
import type { Measured } from './compare-evidence.ts';
import type { RowKey } from './grouping.ts';
import { mapPair, type Pair } from './pair.ts';

const DRAWS = 400;
const NEARLY_ALWAYS = 0.9;
/** Any number will do; that it is always the same makes an answer repeatable. */
const SEED = 20_080_229;

/**
 * Whether the row that explains most of a difference still does in nine of ten draws of the requests, each group again with
 * replacement. Where several rows only vary, the slowest requests are slow in another one each time.
 *
 * @param at the row
 * @param deltaUs the difference of the means: what it explains has the same sign
 * @see docs/definitions.md#headline-of-a-comparison
 */
export function staysFirst(
  requests: Pair<readonly Measured[]>,
  rows: readonly RowKey[],
  { at, deltaUs }: { readonly at: number; readonly deltaUs: number },
): boolean {
  const random = mulberry32(SEED);
  const times = mapPair(requests, (all) =>
    all.map((request) => Float64Array.from(rows, (row) => request.rows.get(row)?.us ?? 0)),
  );
  let first = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const [a, b] = [meansOf(times.a, random), meansOf(times.b, random)];
    const shares = b.map((us, row) => Math.sign(deltaUs) * (us - (a[row] ?? 0)));
    const own = shares[at] ?? 0;
    if (shares.every((share) => share <= own)) first += 1;
  }
  return first >= NEARLY_ALWAYS * DRAWS;
}

/** The mean of each row over as many requests as there are, drawn with replacement. */
function meansOf(requests: readonly Float64Array[], random: () => number): Float64Array {
  const sums = new Float64Array(requests[0]?.length ?? 0);
  for (const _ of requests) {
    const drawn = requests[Math.floor(random() * requests.length)];
    for (let row = 0; row < sums.length; row += 1)
      sums[row] = (sums[row] ?? 0) + (drawn?.[row] ?? 0);
  }
  return sums.map((total) => total / requests.length);
}
