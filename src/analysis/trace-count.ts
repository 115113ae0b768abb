/** Traces in which something was seen, and one of them to look at. */
export interface TracesSeen {
  readonly traces: number;
  /** The first by its id. */
  readonly exemplarTraceId: string;
}

/** Counts traces in which something was seen, each once. The order of the traces does not matter. */
export class TraceCount {
  readonly #ids = new Set<string>();

  add(traceId: string): void {
    this.#ids.add(traceId);
  }

  /** Undefined where it was seen in none. */
  finish(): TracesSeen | undefined {
    if (this.#ids.size === 0) return undefined;
    const first = Array.from(this.#ids).reduce((a, b) => (b < a ? b : a));
    return { traces: this.#ids.size, exemplarTraceId: first };
  }
}
