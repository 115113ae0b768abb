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

/** Where in the file something stands that is found wrong only beside the rest. */
export type Places = ReadonlyMap<object, unknown>;

/** As services/shared/call.ts has it. */
const CALLER_WAITS_S = 10;

/** Notes what is wrong with a topology as a whole. */
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
          `one request ${request.name} would leave ${numberText(count)} spans, of at most ${numberText(LIMITS.spans)}`,
          'make times smaller, or leave calls out',
        ),
      );
  }
  noteEndless(topology, endpoints, yaml, places);
}

/** A call that nobody waits for to its end: every request that makes it would fail. */
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
          `${endpointText(call)} takes ${seconds} s or more with all that it calls, and a caller waits ${CALLER_WAITS_S} s`,
          'make latencies or times smaller, or make calls side by side, below parallel',
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

/** Times upon times soon make numbers that nobody reads. */
const numberText = (count: number): string =>
  count > 1_000_000 ? 'more than a million' : count.toLocaleString('en');

/** A request must come to an end: the first circle of calls is named as it is walked. */
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
          yaml.fail(
            places.get(call),
            `the calls go in a circle: ${circle}`,
            'leave out one of these calls',
          ),
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

/** How many spans a request of an endpoint leaves: its server span, and for each call a client span with all below it. */
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
