/** What a store holds, and what has come and gone since it was made. */
export interface StoreStats {
  readonly traces: number;
  readonly spans: number;
  /** Of the encoded spans and of the index. */
  readonly bytes: number;
  readonly maxBytes: number;
  readonly maxTraces: number;
  readonly maxSpansPerTrace: number;
  readonly receivedSpans: number;
  readonly storedSpans: number;
  readonly storedTraces: number;
  readonly evictedSpans: number;
  readonly evictedTraces: number;
  /** By reason. */
  readonly rejectedSpans: Readonly<Record<RejectReason, number>>;
}

/** Why a span of a well-formed request is not stored. */
export type RejectReason = 'invalid-id' | 'trace-full' | 'too-large';
