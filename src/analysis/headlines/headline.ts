import type { Interval, Pair } from '../pair.ts';

/**
 * What an answer comes down to, in one sentence. An answer has none where nothing in it is large enough.
 *
 *     place          most of the time, or of a difference, is in one place (or group of places)
 *     n-plus-one     many calls one by one take much of the time
 *     wait           between two events of one span the request stood still
 *     failure        what failed, and why
 *     clocks         no difference but that of two clocks
 *     difference     one that chance does not make, or of two single traces, which no place explains
 *     drift          one that may come from a change, or from what the machine did meanwhile
 *     no-difference  none that these requests could show
 *     verified       all requests left their complete trace; not-verified: some did not, or an expectation fails
 */
export interface Headline {
  readonly kind:
    | 'place'
    | 'n-plus-one'
    | 'wait'
    | 'failure'
    | 'clocks'
    | 'difference'
    | 'drift'
    | 'no-difference'
    | 'verified'
    | 'not-verified';
  /** Where: a service, its operation and the service that it called; or the value of a group. */
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly callee?: string | undefined;
  readonly group?: string | undefined;
  /** Of the request, or of the difference. */
  readonly share?: number | undefined;
  /** The time that it is about, and the time that it is a part of. */
  readonly us?: number | undefined;
  readonly ofUs?: number | undefined;
  /** How many (calls, failed requests), of how many. */
  readonly count?: number | undefined;
  readonly of?: number | undefined;
  /**
   * Why it failed, why nothing is shown, or which event ended a wait. Of a place that is a whole call, because its callee
   * might have sent spans and sent none, `callee-sent-no-spans`; of the only span with time, `no-other-span`.
   */
  readonly reason?: string | undefined;
  /** Of two groups: mean b − mean a, and its 95 % interval. */
  readonly deltaUs?: number | undefined;
  readonly interval?: Interval | undefined;
  /** What nearly all requests of b have and nearly none of a. */
  readonly attribute?:
    | {
        readonly service: string;
        readonly key: string;
        readonly value: string;
        readonly presentIn: Pair<number>;
      }
    | undefined;
  /** How often the place occurs in a request, where that changed to twice as often or half. */
  readonly spansPerTrace?: Pair<number> | undefined;
}

/** What explains less of the time or of the difference is not worth a headline. */
export const LEAST_SHARE = 0.2;
