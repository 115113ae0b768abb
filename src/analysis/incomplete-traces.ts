import type { Trace, TraceProblem } from '../model/trace.ts';
import type { IncompleteTraces } from './slowest-finding.ts';

interface Reason {
  traces: number;
  exemplarTraceId: string;
}

/** Counts traces that are left out, by what is wrong with them. */
export class IncompleteTally {
  readonly #reasons = new Map<TraceProblem['kind'], Reason>();
  #traces = 0;

  /** @param trace with at least one problem */
  add({ problems, traceId }: Trace): void {
    this.#traces += 1;
    for (const kind of new Set(problems.map((problem) => problem.kind))) {
      const reason = this.#reasons.get(kind);
      if (reason === undefined) this.#reasons.set(kind, { traces: 1, exemplarTraceId: traceId });
      else {
        reason.traces += 1;
        if (traceId < reason.exemplarTraceId) reason.exemplarTraceId = traceId;
      }
    }
  }

  finish(): IncompleteTraces {
    const reasons = Array.from(this.#reasons, ([problem, reason]) => ({ problem, ...reason }));
    reasons.sort((a, b) => b.traces - a.traces || (a.problem < b.problem ? -1 : 1));
    return { traces: this.#traces, reasons };
  }
}
