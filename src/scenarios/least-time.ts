import {
  type Call,
  type Endpoint,
  type EndpointName,
  endpointText,
  type Latency,
} from './topology.ts';

/** The minimum of each distribution; 0 for the unbounded ones. */
function leastLatencyMs(latency: Latency): number {
  if (latency.kind === 'fixed') return latency.ms;
  return latency.kind === 'uniform' ? latency.fromMs : 0;
}

/**
 * The minimum time in ms that an endpoint takes when it does not fail: its own latency and, step by step, that of its
 * calls. Endpoints with circular calls have no such time.
 *
 * @param redisMs the round trip of one Redis call
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
