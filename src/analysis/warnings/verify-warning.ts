/** Named as in the Instrumentation Score where it has the rule. @see https://github.com/instrumentation-score/spec */
export const CHECKS = [
  'SPA-004',
  'RES-005',
  'RES-001',
  'propagation',
  'containment',
  'impossible-time',
  'span-count',
] as const;
export type Check = (typeof CHECKS)[number];

/** Something that makes traces less useful, or suspicious, and not a failure unless an expectation forbids it. */
export interface VerifyWarning {
  readonly check: Check;
  /** What is wrong and where, without a full stop. */
  readonly what: string;
  /** Where it was seen, in ascending order. */
  readonly traceIds: readonly string[];
}

/** Gathers the traces in which one thing is wrong in one place. The order of the traces does not matter. */
export class WarningTally {
  readonly #check: Check;
  readonly #places = new Map<string, Set<string>>();

  constructor(check: Check) {
    this.#check = check;
  }

  /** @param place what distinguishes it from others of its kind: a service, a call, a route */
  add(place: string, traceId: string): void {
    const before = this.#places.get(place);
    if (before === undefined) this.#places.set(place, new Set([traceId]));
    else before.add(traceId);
  }

  /** Most traces first. @param say the sentence about a place that was added */
  finish(say: (place: string) => string): VerifyWarning[] {
    return Array.from(this.#places, ([place, ids]) => ({
      check: this.#check,
      what: say(place),
      traceIds: [...ids].sort(),
    })).sort((a, b) => b.traceIds.length - a.traceIds.length || (a.what < b.what ? -1 : 1));
  }
}
