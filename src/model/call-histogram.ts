/** How long the calls of one operation took, counted in buckets. */
export interface CallHistogram {
  readonly service: string;
  readonly operation: string;
  readonly count: number;
  readonly sumUs: number;
  /** By upper bound, which is in the bucket; the last bound is Infinity. Each count includes those before it. */
  readonly buckets: readonly { readonly toUs: number; readonly count: number }[];
}
