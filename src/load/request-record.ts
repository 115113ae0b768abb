/**
 * The ways in which a request can fail. Counted by kind, never hidden. `redirect`: the response only leads to another
 * address, as to the page of a login. `tls`: the certificate of one side is not accepted by the other. `not-sent`: the maximum number of requests was in flight until the request's timeout.
 */
export const FAILURE_KINDS = [
  'refused',
  'reset',
  'timeout',
  'http-status',
  'redirect',
  'no-address',
  'tls',
  'not-sent',
  'other',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** One request of a run. Times are milliseconds since the epoch, with the fraction kept. */
export interface RequestRecord {
  /** The name of the request; undefined where there is only one kind. */
  readonly request?: string | undefined;
  /** The time planned by the schedule; in a closed loop the moment its worker started to send it. */
  readonly dueMs: number;
  /** When it was written to its connection; if it never was, when it was tried or dropped. */
  readonly sentMs: number;
  readonly finishedMs: number;
  /** HTTP status; undefined without a response. */
  readonly status?: number | undefined;
  readonly failure?: FailureKind | undefined;
  /** 32 hex digits from the `traceresponse` header; undefined without a usable header. */
  readonly traceId?: string | undefined;
  /** From the flags of the header; undefined without a header. */
  readonly sampled?: boolean | undefined;
  /** The message of the system or the service, where the kind of failure is not enough. */
  readonly reason?: string | undefined;
  /** The fault that the request carried, as it was written: "payment:delay=2s". */
  readonly fault?: string | undefined;
}
