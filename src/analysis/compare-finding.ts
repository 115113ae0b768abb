import type { Micros } from '../model/units.ts';
import type { CallStep } from './call-path.ts';
import type { ClockDisagreement } from './clocks.ts';
import type { DependencyNode } from './dependency-graph.ts';
import type { GroupBy } from './grouping.ts';
import type { Headline } from './headlines/headline.ts';
import type { Interval, Pair } from './pair.ts';

export type { Interval, Pair };

/**
 * Why labels permit a test or not. `dealt`: at random within one run. `runs`: several runs, each dealt as a whole.
 * `not-dealt`: two runs, a moment, whose requests share what happened meanwhile. `by-tag`: of the same time, but the tag was
 * not dealt, so that whatever comes with it differs too. Groups picked by their duration differ in it anyway.
 */
export type Labels = 'dealt' | 'runs' | 'not-dealt' | 'by-tag' | 'by-duration' | 'single';

export interface CompareOptions {
  /** The run that each trace is of; for labels of runs. */
  readonly runOf?: ReadonlyMap<string, number> | undefined;
  /** By how much comparable runs differ; absent where fewer than four are known. */
  readonly runSpreadUs?: number | undefined;
  /** Traces of other operations that were left out when the groups were made. */
  readonly otherOperations?: number | undefined;
  /** One row for all places with the same value. */
  readonly groupBy?: GroupBy | undefined;
  /** Operations as their spans are named, and not folded. */
  readonly exactNames?: boolean | undefined;
  /** Times as they were sent, though clocks disagree. */
  readonly rawClocks?: boolean | undefined;
  /** A trace without a root that ended after this moment may still wait for it. */
  readonly settledUs?: Micros | undefined;
}

export interface CompareFinding {
  readonly groupBy: GroupBy | undefined;
  readonly roots: Pair<Omit<CallStep, 'callee'>>;
  readonly traces: Pair<number>;
  /** Mean request durations, rounded. */
  readonly meanUs: Pair<Micros>;
  /** mean b − mean a, with the fraction: the `deltaUs` of all places add up to it. */
  readonly deltaUs: number;
  /** Largest difference first; places with neither time nor a change of presence are left out. */
  readonly places: readonly ComparedPlace[];
  readonly attributes: readonly ComparedAttribute[];
  /** Their calls have no gap: a call is all of their time. */
  readonly calleesWithoutSpans: readonly DependencyNode[];
  /** The 95 % interval of `deltaUs` over requests, or over runs; undefined for single ones. */
  readonly interval: Interval | undefined;
  /** What it comes down to. */
  readonly headline: Headline;
  /** Undefined where the labels were not dealt at random. */
  readonly evidence: Evidence | undefined;
  readonly labels: Labels;
  /** Clocks that disagree; the times were moved unless `rawClocks`. */
  readonly clocks: readonly ClockDisagreement[];
  readonly rawClocks: boolean;
  readonly incomplete: Pair<number>;
  /** Of the compared requests, those whose root failed: they may be fast for that reason. */
  readonly failed: Pair<number>;
  /** Complete traces that began with another operation than the one compared; of one population all in `a`. */
  readonly otherOperations: Pair<number>;
}

export interface ComparedPlace {
  /** The value that the row is for; undefined for a place, and for an operation. */
  readonly group: string | undefined;
  /** From the root down; of more than 64 the first half and the last. An operation is one step. */
  readonly steps: readonly CallStep[];
  /** 1 for the root, 0 for a group. */
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
  /** Adjusted for the number of places; undefined without evidence. */
  readonly p: number | undefined;
}

/** Traces of each group in which some span of the service has the value. */
export interface ComparedAttribute {
  /** How many others hold wherever this one does, and are left out. */
  readonly implied: number;
  readonly service: string;
  readonly key: string;
  readonly value: string;
  readonly presentIn: Pair<number>;
}

export interface Evidence {
  /** What was dealt out again. */
  readonly unit: 'request' | 'run';
  readonly method: 'exact' | 'draws';
  readonly permutations: number;
  readonly smallestP: number;
  /** Of the difference as a whole. */
  readonly p: number;
  /** Even the clearest difference could not reach p ≤ 0.05. */
  readonly tooFew: boolean;
}
