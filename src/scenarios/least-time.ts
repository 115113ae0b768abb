import {
  type Call,
  type Endpoint,
  type EndpointName,
  endpointText,
  type Latency,
} from './topology.ts';

/** What each distribution can hardly be below; the ones that may be nought are taken for it. */
function leastLatencyMs(latency: Latency): number {
  if (latency.kind === 'fixed') return latency.ms;
  return latency.kind === 'uniform' ? latency.fromMs : 0;
}

/**
 * Milliseconds that an endpoint takes at the least when it does not fail: its own latency and, step by step, what it
 * waits for. Endpoints whose calls go in a circle have no such time.
 *
 * @param redisMs one question to Redis, there and back
 */
export function leastTimes(
  endpoints: ReadonlyMap<string, Endpoint>,
  redisMs: number,
): (name: EndpointName) => number {
  const known = new Map<string, number>();
  const callMs = (call: Call): number => (call.kind === 'service' ? least(call) : redisMs);
  const least = (name: EndpointName): number => {
    const text = endpointText(name);
    const endpoint = endpoints.get(text);
    const before = known.get(text);
    if (before !== undefined || !endpoint) return before ?? 0;
    const steps = endpoint.steps.map(({ parallel, calls }) =>
      parallel
        ? Math.max(0, ...calls.map(callMs))
        : calls.reduce((sum, call) => sum + call.times * callMs(call), 0),
    );
    const ms = steps.reduce((sum, step) => sum + step, leastLatencyMs(endpoint.latency));
    known.set(text, ms);
    return ms;
  };
  return least;
}
