/** What `ui` knows besides Jaeger's own answers, by address. Absent where another server has the page. */
export const LAB_ROUTES = {
  /** The ledger: `RunAbout[]`, oldest first. */
  runs: '/lab/runs',
  /** A run: `RunTraces`; followed by its number. */
  run: '/lab/runs/',
  /** By how much comparable runs differ, beside two that are compared: `RunSpread`; followed by `1...2`. */
  spread: '/lab/spread/',
  /** The lines that the lab's components logged in a trace: `SpanLog[]`; followed by the id of the trace. */
  logs: '/lab/logs/',
  /** Server-sent events: a message whenever a run was added, or Jaeger has newer traces. */
  events: '/lab/events',
} as const;

/** In the page, as it is built, and as `ui` serves it. */
export const VIEWER_MARK = 'jaeger-lab viewer';
export const UI_MARK = 'jaeger-lab viewer of ui';

/** A run of load, as a list shows it. */
export interface RunAbout {
  readonly id: number;
  readonly scenario: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly requests: number;
  readonly failed: number;
  /** Of the lab that is up, not of an earlier one of the same name. */
  readonly isOfThisLab: boolean;
}

export interface RunSpread {
  /** Absent where fewer than four such runs are known. */
  readonly spreadUs?: number | undefined;
}

export interface RunTraces extends RunAbout {
  /** Ids of the requests that were sampled. */
  readonly traceIds: readonly string[];
  /** Of them, those that carried a fault. */
  readonly faulty: readonly string[];
}

/** How `ui` answers where Jaeger does not: with the reason as text. Jaeger's own answers are JSON. */
export const JAEGER_GONE = { status: 502, type: 'text/plain; charset=utf-8' } as const;
