/**
 * `concurrency` workers: each sends, waits for the response, pauses for `intervalMs` and sends again, until `requests`
 * have been sent in total, or for `durationMs`; requests in flight at the end are still awaited. A slow service gets
 * fewer requests.
 */
export type ClosedPlan = {
  readonly kind: 'closed';
  readonly concurrency: number;
  readonly intervalMs: number;
} & ({ readonly requests: number } | { readonly durationMs: number });

/**
 * The send times are fixed beforehand, `1000 / perSecond` ms apart, and do not depend on responses, so that a slow
 * service cannot slow down the requests and thereby hide how slow it is (coordinated omission).
 */
export type OpenPlan = {
  readonly kind: 'open';
  readonly perSecond: number;
} & ({ readonly requests: number } | { readonly durationMs: number });

export type Plan = ClosedPlan | OpenPlan;

/** The pause of the tutorial's loop. */
export const DEFAULT_INTERVAL_MS = 500;

/** A closed loop; by default the tutorial's: one at a time, half a second after each answer. */
export function closedPlan(
  requests: number,
  { concurrency = 1, intervalMs = DEFAULT_INTERVAL_MS } = {},
): ClosedPlan & { readonly requests: number } {
  return { kind: 'closed', requests, concurrency, intervalMs };
}

/** When request `index` of an open loop is due, in ms after the start of the run. */
export const dueAfterMs = ({ perSecond }: OpenPlan, index: number): number =>
  (index * 1000) / perSecond;

/**
 * The number of requests of a plan. In an open loop of a given duration those due before its end, at least one. In a
 * closed loop of a given duration the number cannot be known beforehand: Infinity.
 *
 * @throws RangeError for a plan that could not start or not end
 */
export function plannedRequests(plan: Plan): number {
  const requests = 'requests' in plan ? plan.requests : requestsWithin(plan);
  if (!(isCount(requests) || isTimedLoop(plan)) || !isSound(plan)) {
    throw new RangeError(`cannot drive load by ${JSON.stringify(plan)}`);
  }
  return requests;
}

function isSound(plan: Plan): boolean {
  if (plan.kind === 'open') return Number.isFinite(plan.perSecond) && plan.perSecond > 0;
  return isCount(plan.concurrency) && Number.isFinite(plan.intervalMs) && plan.intervalMs >= 0;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

const isTimedLoop = (plan: Plan): boolean =>
  plan.kind === 'closed' &&
  'durationMs' in plan &&
  Number.isFinite(plan.durationMs) &&
  plan.durationMs > 0;

const requestsWithin = (plan: Exclude<Plan, { readonly requests: number }>): number =>
  plan.kind === 'open' ? dueWithin(plan.durationMs, plan.perSecond) : Infinity;

function dueWithin(durationMs: number, perSecond: number): number {
  // Tolerates floating point rounding: a product such as 0.07 × 100 is slightly too large.
  return Math.max(1, Math.ceil((durationMs * perSecond) / 1000 - 1e-6));
}
