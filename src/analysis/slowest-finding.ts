import type { TraceProblem } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import type { CallStep } from './call-path.ts';
import type { RepeatedPlace } from './repeated-places.ts';

/**
 * What is ranked: `path` the time that the request waited for a span, `self` the time in which none of its children
 * ran, `duration` its whole length (which always puts the root first).
 */
export type SlowestBy = 'path' | 'self' | 'duration';

export interface SlowestOptions {
  readonly by: SlowestBy;
  /** Only spans of this service, and only traces through it. */
  readonly service?: string | undefined;
  /** Only spans of this name, and only traces through one. */
  readonly operation?: string | undefined;
  /** At most so many call paths in each section, and at most so many spans. */
  readonly limit: number;
}

/** Times are whole microseconds; a mean is rounded to one. */
export interface SlowestFinding {
  readonly by: SlowestBy;
  readonly service: string | undefined;
  readonly operation: string | undefined;
  /** How many traces were ranked. */
  readonly traces: number;
  /** Traces that were left out because something of them is missing or contradictory. */
  readonly incomplete: IncompleteTraces;
  /** Complete traces that were left out because no span of theirs is of the service and operation asked for. */
  readonly unmatchedTraces: number;
  /** Ranked traces with more than one root, of which only one was looked at. */
  readonly severalRoots: number;
  /** One for each service and operation that requests began with; most total time first. */
  readonly sections: readonly SlowestSection[];
  /** Over all sections, slowest first. */
  readonly spans: readonly SlowSpan[];
  /** Many calls where one might do, over all sections; most time to be saved first. */
  readonly repeated: readonly RepeatedPlace[];
}

export interface IncompleteTraces {
  readonly traces: number;
  /** Most frequent first. A trace with several problems is counted under each. */
  readonly reasons: readonly {
    readonly problem: TraceProblem['kind'];
    readonly traces: number;
    readonly exemplarTraceId: string;
  }[];
}

/** Requests that began in the same place. */
export interface SlowestSection {
  readonly service: string;
  readonly operation: string;
  readonly traces: number;
  /** Of the requests: the sum and the mean of their root spans' durations. */
  readonly totalUs: Micros;
  readonly meanUs: Micros;
  /** Most time first. Those that took no time at all are left out. */
  readonly paths: readonly CallPathTime[];
  /** How many there were before the limit. */
  readonly pathCount: number;
}

/** The time that went to one place in the request; in a trace without that place it is 0. */
export interface CallPathTime {
  /** From the root down to the place; of more than 64 the first half and the last. */
  readonly steps: readonly CallStep[];
  /** 1 for the root. */
  readonly level: number;
  readonly totalUs: Micros;
  readonly meanUs: Micros;
  /**
   * A fraction. By path of the requests' time, and by self of all self time: the shares of all places add up to 1.
   * By duration of the requests' time too, but there each place is counted within those above it, and parallel
   * spans of one place may exceed 1.
   */
  readonly share: number;
  readonly spansPerTrace: number;
  /** In how many of the section's traces the place occurs. */
  readonly presentIn: number;
  /** Over all traces of the section, by nearest rank. */
  readonly p50Us: Micros;
  /** From 20 traces on. */
  readonly p95Us: Micros | undefined;
  readonly maxUs: Micros;
  /** The trace with the maximum. */
  readonly exemplarTraceId: string;
}

export interface SlowSpan extends CallStep {
  readonly traceId: string;
  readonly spanId: string;
  /** How long the request waited for this span itself. */
  readonly pathUs: Micros;
  readonly selfUs: Micros;
  readonly durationUs: Micros;
  /** Duration of the request that it was part of. */
  readonly requestUs: Micros;
}
