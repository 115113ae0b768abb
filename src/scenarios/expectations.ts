import type { ExpectedSpan } from '../model/hierarchy.ts';
import { type Call, callsOf, type EndpointName, endpointText, type Topology } from './topology.ts';

/** The spans that one request of an endpoint leaves when nothing fails. */
export function expectations({
  services,
}: Pick<Topology, 'services'>): (name: EndpointName) => ExpectedSpan {
  const endpoints = new Map(
    services.flatMap((service) => service.endpoints).map((one) => [endpointText(one), one]),
  );
  const known = new Map<string, ExpectedSpan>();
  const expected = (name: EndpointName): ExpectedSpan => {
    const text = endpointText(name);
    const span =
      known.get(text) ?? serverSpan(name, callsOf(endpoints.get(text) ?? { steps: [] }), expected);
    known.set(text, span);
    return span;
  };
  return expected;
}

const serverSpan = (
  { service, method, path }: EndpointName,
  calls: readonly Call[],
  expected: (name: EndpointName) => ExpectedSpan,
): ExpectedSpan => ({
  service,
  name: `${method} ${path}`,
  kind: 'server',
  children: calls.flatMap((call) => {
    const client: ExpectedSpan = {
      service,
      kind: 'client',
      // Redis leaves no spans of its own: only the client span exists.
      ...(call.kind === 'redis'
        ? { name: call.command, children: [] }
        : { name: call.method, children: [expected(call)] }),
    };
    return Array.from({ length: call.times }, () => client);
  }),
});
