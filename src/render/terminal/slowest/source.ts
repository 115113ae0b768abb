/** Where the ranked traces come from. */
export interface SlowestSource {
  /** "run 1", "any service in the last 60 min". */
  readonly what: string;
  readonly jaegerVersion: string | undefined;
  /** Where a trace can be opened in a browser. */
  readonly jaegerUrl: string;
  /** Ids of traces that should be in Jaeger and are not. */
  readonly missing: readonly string[];
}
