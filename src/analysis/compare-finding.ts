import type { Micros } from '../model/units.ts';
import type { CallStep } from './call-path.ts';
import type { ClockDisagreement } from './clocks.ts';

/** One value for each of the two groups: `a` is the one compared with, `b` the one that is explained. */
export interface Pair<T> {
  readonly a: T;
  readonly b: T;
}

/**
 * Why labels permit a test or not: only those that were dealt at random within one run do. Groups that were picked by
 * their duration differ in it, and requests of two runs, times or versions share the state of theirs.
 */
export type Labels = 'outside' | 'not-dealt' | 'by-duration' | 'single';

export interface CompareOptions {
  /** Operations as their spans are named, and not folded. */
  readonly exactNames?: boolean | undefined;
  /** Times as they were sent, though clocks disagree. */
  readonly rawClocks?: boolean | undefined;
  /** A trace without a root that ended after this moment may still wait for it. */
  readonly settledUs?: Micros | undefined;
}

export interface CompareFinding {
  readonly roots: Pair<Omit<CallStep, 'callee'>>;
  readonly traces: Pair<number>;
  /** Mean request durations, rounded. */
  readonly meanUs: Pair<Micros>;
  /** mean b − mean a, with the fraction: the `deltaUs` of all places add up to it. */
  readonly deltaUs: number;
  /** Largest difference first; places with neither time nor a change of presence are left out. */
  readonly places: readonly ComparedPlace[];
  readonly attributes: readonly ComparedAttribute[];
  /** Undefined where the labels do not come from outside. */
  readonly evidence: Evidence | undefined;
  readonly labels: Labels;
  /** Clocks that disagree; the times were moved. */
  readonly clocks: readonly ClockDisagreement[];
  readonly incomplete: Pair<number>;
  /** Complete traces that began with another operation than the one compared. */
  readonly otherOperations: Pair<number>;
}

export interface ComparedPlace {
  /** From the root down; of more than 64 the first half and the last. */
  readonly steps: readonly CallStep[];
  /** 1 for the root. */
  readonly level: number;
  /** `structure`: some traces have the place and others not, in a different share; `time`: only how long it took. */
  readonly change: 'only-a' | 'only-b' | 'structure' | 'time';
  /** Traces of the group that have the place. */
  readonly presentIn: Pair<number>;
  readonly spansPerTrace: Pair<number>;
  /** Critical-path time of all traces of the group, and its mean over all of them. */
  readonly totalUs: Pair<Micros>;
  readonly meanUs: Pair<number>;
  readonly deltaUs: number;
  /** Of the whole difference; undefined where that is 0. Places that became faster have a share below 0. */
  readonly share: number | undefined;
  /** Adjusted by Holm for the number of places; undefined without evidence. */
  readonly p: number | undefined;
}

/** Traces of each group in which some span of the service has the value. */
export interface ComparedAttribute {
  readonly service: string;
  readonly key: string;
  readonly value: string;
  readonly presentIn: Pair<number>;
}

export interface Evidence {
  readonly method: 'exact' | 'draws';
  readonly permutations: number;
  readonly smallestP: number;
  /** Of the difference as a whole. */
  readonly p: number;
  /** Even the clearest difference could not reach p ≤ 0.05. */
  readonly tooFew: boolean;
}
