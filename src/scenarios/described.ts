import type { ExpectedSpan } from '../model/hierarchy.ts';
import { expectations } from './expectations.ts';
import type {
  Call,
  Endpoint,
  EndpointName,
  Method,
  RedisCommand,
  TopologyService,
} from './topology.ts';

/** As in a topology file: "cart GET /items". */
type EndpointText = `${string} ${Method} /${string}`;
export type CallText = EndpointText | `redis: ${RedisCommand} ${string}`;

/** The endpoints of the built-in services, each with the calls that it makes, one after the other. */
type Described = Readonly<Record<EndpointText, readonly CallText[]>>;

/** The expected trace of a request to one of the endpoints, derived as for a topology file. */
export function expectedOf(request: EndpointText, described: Described): ExpectedSpan {
  const endpoints = Object.entries(described).map(([text, calls]): Endpoint => ({
    ...nameIn(text),
    latency: { kind: 'fixed', ms: 0 },
    errors: 0,
    steps: [{ parallel: false, calls: calls.map(callIn) }],
  }));
  const services = endpoints.map((endpoint): TopologyService => ({
    name: endpoint.service,
    endpoints: [endpoint],
  }));
  return expectations({ services })(nameIn(request));
}

const nameIn = (text: string): EndpointName => {
  const [service = '', method, path = ''] = text.split(' ');
  return { service, method: method as Method, path };
};

function callIn(text: CallText): Call {
  if (!text.startsWith('redis: ')) return { kind: 'service', ...nameIn(text), times: 1 };
  const [, command, ...keys] = text.split(' ');
  return { kind: 'redis', command: command as RedisCommand, keys, times: 1 };
}
