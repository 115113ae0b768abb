import type { TraceProblem } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import type { CallStep } from './call-path.ts';
import type { ClockDisagreement } from './clocks.ts';
import type { DependencyNode } from './dependency-graph.ts';
import type { GroupBy } from './grouping.ts';
import type { Headline } from './headlines/headline.ts';
import type { OffPathWork } from './off-path.ts';
import type { SoughtPlace } from './place.ts';
import type { RepeatedPlace } from './repeated-places.ts';
import type { TracesSeen } from './trace-count.ts';
import type { WaitPlace } from './wait-places.ts';

/**
 * What is ranked: `path` the time that the request waited for a span, `self` the time in which none of its children
 * ran, `duration` its whole length (which always puts the root first).
 */
export type SlowestBy = 'path' | 'self' | 'duration';

export interface SlowestOptions {
  readonly by: SlowestBy;
  /** Only traces through this service; all their places are ranked. */
  readonly service?: string | undefined;
  /** Only traces with a span of this name, of that service where one is given. */
  readonly operation?: string | undefined;
  /** Only these rows; the shares stay those of the whole. */
  readonly place?: SoughtPlace | undefined;
  /** One row for all places with the same value. */
  readonly groupBy?: GroupBy | undefined;
  /** Times as they were sent, though clocks disagree. */
  readonly rawClocks?: boolean | undefined;
  /** A trace without a root that ended after this moment may still wait for it; absent where nothing can arrive. */
  readonly settledUs?: Micros | undefined;
  /** Operations as their spans are named, and not folded. */
  readonly exactNames?: boolean | undefined;
  /** At most so many sections, so many call paths in each, and so many spans. */
  readonly limit: number;
}

/** Times are whole microseconds; a mean is rounded to one. */
export interface SlowestFinding {
  /** What it comes down to; undefined where nothing takes a fifth of the time. */
  readonly headline: Headline | undefined;
  readonly by: SlowestBy;
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly place: SoughtPlace | undefined;
  readonly groupBy: GroupBy | undefined;
  /** How many traces were ranked. */
  readonly traces: number;
  /** The requests in them: a trace with several roots is several. */
  readonly requests: number;
  /** Of the requests, those whose root failed: what they took is not what a good one takes. */
  readonly failed: FailedRequests | undefined;
  /** Of the requests, those that begin below a parent that no service reported. */
  readonly localRoots: number;
  /** Traces in which a span ended after its parent and was cut where the parent ended. */
  readonly lateEnds: TracesSeen | undefined;
  /** Traces in which a caller gave up before its server was done. */
  readonly gaveUp: TracesSeen | undefined;
  /** Traces with spans whose times cannot be, which are left out of the paths. */
  readonly impossibleTimes: TracesSeen | undefined;
  /** Clocks that disagree; the times were moved, unless raw ones were asked for. */
  readonly clocks: readonly ClockDisagreement[];
  readonly rawClocks: boolean;
  /** Traces that were left out because something of them is missing or contradictory. */
  readonly incomplete: IncompleteTraces;
  /** Complete traces that were left out because no span of theirs is of the service and operation asked for. */
  readonly unmatchedTraces: number;
  /** Ranked traces with more than one root. */
  readonly severalRoots: number;
  /** Server spans that do not say which route they served: their paths distinguish them. */
  readonly withoutRoute: number;
  /** One for each service and operation that requests began with; most total time first. */
  readonly sections: readonly SlowestSection[];
  /** How many there were before the limit. */
  readonly sectionCount: number;
  /** Over all sections, slowest first. */
  readonly spans: readonly SlowSpan[];
  /** Many calls where one might do, over all sections; most time to be saved first. */
  readonly repeated: readonly RepeatedPlace[];
  /** Stretches of long spans that only events explain; most time first. */
  readonly waits: readonly WaitPlace[];
  /** Work that took no request time; most time first. */
  readonly offPath: readonly OffPathWork[];
  /** Their calls have no gap: a call is all of their time. */
  readonly calleesWithoutSpans: readonly DependencyNode[];
  /** Callees that sent spans, but none below the calls to them: these calls have no gap either. */
  readonly calleesElsewhere: readonly string[];
}

export interface FailedRequests extends TracesSeen {
  readonly requests: number;
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
  /** Requests: with several roots of the operation a trace has several. */
  readonly requests: number;
  readonly traces: number;
  /** Of the requests: the sum and the mean of their root spans' durations. */
  readonly totalUs: Micros;
  readonly meanUs: Micros;
  /** Most time first. Those that took no time at all are left out. */
  readonly paths: readonly CallPathTime[];
  /** How many there were before the limit. */
  readonly pathCount: number;
}

/** The time that went to one row, which is a place or a group of places; in a request without it it is 0. */
export interface CallPathTime {
  /** The value that the row is for; undefined for a place, and for an operation. */
  readonly group: string | undefined;
  /** From the root down to the place; of more than 64 the first half and the last. An operation is one step. */
  readonly steps: readonly CallStep[];
  /** 1 for the root, 0 for a group. */
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
  /** In how many of the section's requests the place occurs. */
  readonly presentIn: number;
  /** Over all requests of the section, by nearest rank. */
  readonly p50Us: Micros;
  /** From 20 requests on. */
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
