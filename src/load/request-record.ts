/** How one request ended, when it did not end well. Counted by kind, never hidden. */
export type FailureKind = 'refused' | 'reset' | 'timeout' | 'http-status' | 'no-address' | 'other';

/** One request of a run. Times are milliseconds since the epoch, with the fraction kept. */
export interface RequestRecord {
  /** When the schedule wanted it sent; in a closed loop the moment it was sent. */
  readonly dueMs: number;
  readonly sentMs: number;
  readonly finishedMs: number;
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  readonly failure: FailureKind | undefined;
  /** 32 hex digits from the `traceresponse` header; undefined when the service did not say. */
  readonly traceId: string | undefined;
  /** From the header's flags; undefined without a header. */
  readonly sampled: boolean | undefined;
}
