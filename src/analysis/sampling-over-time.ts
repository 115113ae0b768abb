/** A request, by when it was sent and whether its service sampled it; undefined where it did not say. */
export interface SentRequest {
  readonly sentMs: number;
  readonly sampled?: boolean | undefined;
}

/** What was sampled of the requests of one piece of time. */
export interface SamplingStep {
  /** Since the first request. */
  readonly afterMs: number;
  /** How long it is; the last one may be shorter. */
  readonly lastsMs: number;
  readonly requests: number;
  readonly sampled: number;
}

const SHORTEST_STEP_MS = 10_000;
const MOST_STEPS = 18;
/** A shorter end would show a rate that is chance. */
const LEAST_END = 0.5;

/**
 * How many requests were sampled in each step of time: at most 18 equal steps of whole tens of seconds.
 *
 *     sent at 0 s … 25 s, two in three of them sampled at first, then one in three
 *     steps: 0 s 12 of 18, 10 s 6 of 18, 20 s 3 of 9
 *
 * An end of less than half a step belongs to the step before it.
 */
export function samplingOverTime(requests: readonly SentRequest[]): SamplingStep[] {
  const times = requests.map(({ sentMs }) => sentMs);
  const first = times.reduce((a, b) => Math.min(a, b), Infinity);
  const last = times.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!Number.isFinite(first)) return [];
  const lengthMs = last - first;
  const stepMs =
    Math.max(1, Math.ceil(lengthMs / MOST_STEPS / SHORTEST_STEP_MS)) * SHORTEST_STEP_MS;
  const whole = Math.floor(lengthMs / stepMs);
  const rest = lengthMs - whole * stepMs;
  const count = Math.max(1, rest >= stepMs * LEAST_END ? whole + 1 : whole);
  const steps = Array.from({ length: count }, (_, i) => ({
    afterMs: i * stepMs,
    lastsMs: i === count - 1 ? lengthMs - i * stepMs : stepMs,
    requests: 0,
    sampled: 0,
  }));
  for (const { sentMs, sampled } of requests) {
    const step = steps[Math.min(count - 1, Math.floor((sentMs - first) / stepMs))];
    if (!step) continue;
    step.requests += 1;
    if (sampled === true) step.sampled += 1;
  }
  return steps;
}
