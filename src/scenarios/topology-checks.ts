import type { YamlReader } from '../yaml/reader.ts';
import { leastTimes } from './least-time.ts';
import {
  type Call,
  callsOf,
  type Endpoint,
  type EndpointName,
  endpointText,
  LIMITS,
  type ServiceCall,
  serviceCalls,
  type Topology,
} from './topology.ts';

/** The place in the file of a value that can only be checked together with the rest. */
export type Places = ReadonlyMap<object, unknown>;

/** The timeout in services/shared/call.ts. */
const CALLER_WAITS_S = 10;

/** Records mistakes in a topology as a whole. */
export function checkTopology(topology: Topology, yaml: YamlReader, places: Places): void {
  const endpoints = endpointsOf(topology);
  const names = [
    ...serviceCalls(topology.services.flatMap(({ endpoints: own }) => own.flatMap(callsOf))),
    ...topology.requests,
  ];
  for (const name of names) {
    const node = places.get(name);
    yaml.attempt(() => throwUnlessThere(name, topology, yaml, node));
  }
  if (yaml.problems.length > 0) return;
  noteCycle(endpoints, yaml, places);
  if (yaml.problems.length > 0) return;
  const spans = spanCounts(endpoints);
  for (const request of topology.requests) {
    const count = spans(request);
    if (count > LIMITS.spans)
      yaml.note(
        yaml.fail(
          places.get(request),
          `one request ${request.name} would leave ${numberText(count)} spans; at most ${numberText(LIMITS.spans)} are allowed`,
          'reduce times, or remove calls',
        ),
      );
  }
  noteEndless(topology, endpoints, yaml, places);
}

/** A call that is slower than its caller's timeout: every request that makes it would fail. */
function noteEndless(
  { redis }: Topology,
  endpoints: ReadonlyMap<string, Endpoint>,
  yaml: YamlReader,
  places: Places,
): void {
  const least = leastTimes(endpoints, redis?.roundTripMs ?? 0);
  const calls = [...endpoints.values()].flatMap((endpoint) => serviceCalls(callsOf(endpoint)));
  for (const call of calls) {
    const seconds = least(call) / 1000;
    if (seconds >= CALLER_WAITS_S)
      yaml.note(
        yaml.fail(
          places.get(call),
          `${endpointText(call)} takes at least ${seconds} s including its calls, and callers time out after ${CALLER_WAITS_S} s`,
          'reduce latencies or times, or make calls in parallel',
        ),
      );
  }
}

const endpointsOf = ({ services }: Topology): Map<string, Endpoint> =>
  new Map(services.flatMap((service) => service.endpoints).map((one) => [endpointText(one), one]));

function throwUnlessThere(
  { service, method, path }: EndpointName,
  { services }: Topology,
  yaml: YamlReader,
  node: unknown,
): void {
  const found = services.find(({ name }) => name === service);
  if (found === undefined)
    throw yaml.unknown(
      node,
      'service',
      service,
      services.map(({ name }) => name),
    );
  const known = found.endpoints.map((endpoint) => `${endpoint.method} ${endpoint.path}`);
  if (!known.includes(`${method} ${path}`))
    throw yaml.unknown(node, `endpoint of ${service}`, `${method} ${path}`, known);
}

/** Nested times quickly give numbers too long to read. */
const numberText = (count: number): string =>
  count > 1_000_000 ? 'more than a million' : count.toLocaleString('en');

/** A request must end: reports the first cycle of calls, in the order of the calls. */
function noteCycle(
  endpoints: ReadonlyMap<string, Endpoint>,
  yaml: YamlReader,
  places: Places,
): void {
  const done = new Set<string>();
  const calls = (name: string): ServiceCall[] =>
    serviceCalls(callsOf(endpoints.get(name) ?? { steps: [] }));
  const visit = (name: string, path: readonly string[]): boolean => {
    if (done.has(name)) return false;
    const above = [...path, name];
    for (const call of calls(name)) {
      const callee = endpointText(call);
      if (above.includes(callee)) {
        const circle = [...above.slice(above.indexOf(callee)), callee].join(' → ');
        yaml.note(
          yaml.fail(places.get(call), `circular calls: ${circle}`, 'remove one of these calls'),
        );
        return true;
      }
      if (visit(callee, above)) return true;
    }
    done.add(name);
    return false;
  };
  for (const name of endpoints.keys()) if (visit(name, [])) return;
}

/** The number of spans of a request to an endpoint: its server span, and for each call a client span and its subtree. */
function spanCounts(endpoints: ReadonlyMap<string, Endpoint>): (name: EndpointName) => number {
  const known = new Map<string, number>();
  const count = (name: EndpointName): number => {
    const text = endpointText(name);
    const before = known.get(text);
    if (before !== undefined) return before;
    const calls = callsOf(endpoints.get(text) ?? { steps: [] });
    const below = (call: Call): number => (call.kind === 'service' ? count(call) : 0);
    const spans = calls.reduce((sum, call) => sum + call.times * (1 + below(call)), 1);
    known.set(text, spans);
    return spans;
  };
  return count;
}
