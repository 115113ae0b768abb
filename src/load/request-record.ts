/**
 * How a request can end other than well. Counted by kind, never hidden. `not-sent`: every connection that the
 * driver may hold was busy until the request's time was up.
 */
export const FAILURE_KINDS = [
  'refused',
  'reset',
  'timeout',
  'http-status',
  'no-address',
  'not-sent',
  'other',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** One request of a run. Times are milliseconds since the epoch, with the fraction kept. */
export interface RequestRecord {
  /** Which of several kinds of request it was; undefined where there is one only. */
  readonly request?: string | undefined;
  /** When the schedule wanted it sent; in a closed loop the moment its worker set about sending it. */
  readonly dueMs: number;
  /** When it was written to its connection; of one that never was, when it was tried or given up. */
  readonly sentMs: number;
  readonly finishedMs: number;
  /** HTTP status; undefined when no answer came. */
  readonly status?: number | undefined;
  readonly failure?: FailureKind | undefined;
  /** 32 hex digits from the `traceresponse` header; undefined when the service did not say. */
  readonly traceId?: string | undefined;
  /** From the header's flags; undefined without a header. */
  readonly sampled?: boolean | undefined;
  /** What the system or the other side said, where the kind of failure does not say it all. */
  readonly reason?: string | undefined;
  /** The fault that the request carried on purpose, as it was written: "payment:delay=2s". */
  readonly fault?: string | undefined;
}
