import { type AllowedShifts, isAllowed } from './clock-pairs.ts';

export interface Shift {
  /** The middle of what most calls allow; where it changes, of the calls that prove a disagreement. */
  readonly byUs: number;
  /** The least of it, on the side of 0. */
  readonly leastUs: number;
  /** No one shift suits the calls: a clock runs away, or was set in between. */
  readonly isChanging: boolean;
}

/** Of the calls, and in so many traces: then what one shift does not suit is no longer odd. */
const MANY = 0.2;
const FEWEST_TRACES = 5;
const FEWEST_CALLS = 3;

/**
 * By how much two clocks disagree, by the calls between them; undefined where they agree.
 *
 * @param traces how many there are with such calls
 * @see docs/definitions.md#clocks
 */
export function shiftOf(shifts: readonly AllowedShifts[], traces: number): Shift | undefined {
  const odd = shifts.filter((one) => !isAllowed(one, 0));
  if (odd.length === 0) return undefined;
  const one = 2 * odd.length < shifts.length ? undefined : steadyShift(shifts);
  const unsuited = shifts.filter((each) => !isAllowed(each, one?.byUs ?? 0)).length;
  const isChanging =
    traces >= FEWEST_TRACES && unsuited >= FEWEST_CALLS && unsuited >= MANY * shifts.length;
  return isChanging ? changingShift(odd) : one;
}

function steadyShift(shifts: readonly AllowedShifts[]): Shift | undefined {
  const { fromUs, toUs } = allowedByMost(shifts);
  if (fromUs <= 0 && toUs >= 0) return undefined;
  const byUs = Math.round((fromUs + toUs) / 2);
  return { byUs, leastUs: toUs < 0 ? toUs : fromUs, isChanging: false };
}

/** Of the calls that prove it, those on the side of most. */
function changingShift(odd: readonly AllowedShifts[]): Shift {
  const middle = ({ fromUs, toUs }: AllowedShifts): number => Math.round((fromUs + toUs) / 2);
  const behind = odd.filter((one) => middle(one) > 0);
  const ahead = odd.filter((one) => middle(one) <= 0);
  const side = (behind.length > ahead.length ? behind : ahead).toSorted(
    (a, b) => middle(a) - middle(b),
  );
  const median = side[side.length >> 1];
  const leastUs =
    behind.length > ahead.length
      ? Math.min(...side.map(({ fromUs }) => fromUs))
      : Math.max(...side.map(({ toUs }) => toUs));
  return { byUs: median === undefined ? 0 : middle(median), leastUs, isChanging: true };
}

/** The range that most of the ranges have in common; of several the one nearest to 0. */
function allowedByMost(shifts: readonly AllowedShifts[]): { fromUs: number; toUs: number } {
  const edges = shifts.flatMap(({ fromUs, toUs }) => [
    { at: fromUs, opens: true },
    { at: toUs, opens: false },
  ]);
  edges.sort((a, b) => a.at - b.at || Number(b.opens) - Number(a.opens));
  let [open, most] = [0, 0];
  let best = { fromUs: 0, toUs: 0 };
  for (const [i, { at, opens }] of edges.entries()) {
    open += opens ? 1 : -1;
    if (!opens || open < most) continue;
    const range = { fromUs: at, toUs: edges[i + 1]?.at ?? at };
    if (open > most || distance(range) < distance(best)) best = range;
    most = open;
  }
  return best;
}

const distance = ({ fromUs, toUs }: { fromUs: number; toUs: number }): number =>
  Math.max(fromUs, -toUs, 0);
