import { type Spread, spreadOf } from '../base/spread.ts';
import { sum } from './sum.ts';

/**
 * The same service without the tracing preload, with it and all requests sampled, with one in ten sampled, and with the
 * same rate asked from Jaeger, as remote and adaptive sampling do.
 */
export const OVERHEAD_SIDES = ['bare', 'sampled-100', 'sampled-10', 'remote-10'] as const;

export type OverheadSideName = (typeof OVERHEAD_SIDES)[number];

/** A value of each side that is measured: `remote-10` is only where it is asked for. */
export type BySide<T> = Readonly<Record<Exclude<OverheadSideName, 'remote-10'>, T>> & {
  readonly 'remote-10'?: T;
};

/** In the order of measuring. */
export const measuredSides = (hasRemote: boolean): readonly OverheadSideName[] =>
  OVERHEAD_SIDES.filter((side) => hasRemote || side !== 'remote-10');

/** What one round measured of one side. */
export interface OverheadRound {
  /** That were answered; none failed. */
  readonly requests: number;
  readonly perSecond: number;
  /** Service time, by nearest rank. */
  readonly p50Us: number;
  /** Undefined with fewer than 100 requests. */
  readonly p99Us: number | undefined;
  /** Processor time of the service over the requests; undefined where the system does not report it. */
  readonly cpuUs: number | undefined;
  /** Requests of which the service said that they are recorded: a span each. */
  readonly sampled: number;
  /** Spans that reached the backend. */
  readonly received: number;
}

/** Each spread is over the rounds; what is relative to bare is so within each round, between neighbours. */
export interface OverheadSide {
  readonly side: OverheadSideName;
  /** In all rounds. */
  readonly requests: number;
  readonly perSecond: Spread;
  readonly p50Us: Spread;
  readonly p99Us?: Spread | undefined;
  /** Processor time of the service for a request. */
  readonly cpuUs?: Spread | undefined;
  /** Undefined for bare itself. */
  readonly toBare?:
    | {
        /** Throughput over bare's. */
        readonly throughput: Spread;
        readonly p50AddedUs: Spread;
        readonly cpuAddedUs?: Spread | undefined;
      }
    | undefined;
  readonly spans: {
    /** That the service began to record. */
    readonly sampled: number;
    readonly received: number;
    /** Sampled and never received: the queue of the span processor was full, or sending failed. */
    readonly dropped: number;
  };
}

/**
 * What instrumentation costs: each side's figures, and how they compare to those of the bare service.
 *
 *     round           1     2     3
 *     bare          100   200   150    requests/s: the machine had other things to do in round 1
 *     sampled-100    60   130    90
 *     ratio        0.60  0.65  0.60  → 0.60 (0.60–0.65), where the ratio of any two rounds would be 0.30–1.30
 *
 * @param rounds of each side equally many, at least one, in the order of measuring
 * @see docs/definitions.md#overhead
 */
export function overhead(rounds: BySide<readonly OverheadRound[]>): OverheadSide[] {
  return OVERHEAD_SIDES.flatMap((side) => {
    const own = rounds[side];
    return own ? [sideOf(side, own, rounds.bare)] : [];
  });
}

function sideOf(
  side: OverheadSideName,
  rounds: readonly OverheadRound[],
  bare: readonly OverheadRound[],
): OverheadSide {
  const spreadBy = (figure: (round: OverheadRound) => number): Spread =>
    spreadOf(rounds.map(figure));
  const sampled = sum(rounds.map((round) => round.sampled));
  const received = sum(rounds.map((round) => round.received));
  return {
    side,
    requests: sum(rounds.map(({ requests }) => requests)),
    perSecond: spreadBy(({ perSecond }) => perSecond),
    p50Us: spreadBy(({ p50Us }) => p50Us),
    p99Us: spreadOfAll(rounds.map(({ p99Us }) => p99Us)),
    cpuUs: spreadOfAll(rounds.map(({ cpuUs }) => cpuUs)),
    toBare: side === 'bare' ? undefined : toBare(rounds, bare),
    spans: { sampled, received, dropped: Math.max(0, sampled - received) },
  };
}

function toBare(
  rounds: readonly OverheadRound[],
  bare: readonly OverheadRound[],
): OverheadSide['toBare'] {
  const pairs = rounds.flatMap((round, i) => {
    const neighbour = bare[i];
    return neighbour === undefined ? [] : [{ round, neighbour }];
  });
  return {
    throughput: spreadOf(
      pairs.map(({ round, neighbour }) => round.perSecond / neighbour.perSecond),
    ),
    p50AddedUs: spreadOf(pairs.map(({ round, neighbour }) => round.p50Us - neighbour.p50Us)),
    cpuAddedUs: spreadOfAll(
      pairs.map(({ round, neighbour }) => difference(round.cpuUs, neighbour.cpuUs)),
    ),
  };
}

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;

/** A figure that some rounds do not have cannot be compared between sides. */
function spreadOfAll(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? spreadOf(known) : undefined;
}
