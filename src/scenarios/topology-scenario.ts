import { counted } from '../model/counted.ts';
import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';
import { expectations } from './expectations.ts';
import { httpService } from './http-service.ts';
import { type RedisPart, redisPart } from './redis-components.ts';
import type { NamedRequest, Scenario } from './scenario.ts';
import {
  type Call,
  callsOf,
  REDIS_RELAY,
  type Topology,
  type TopologyService,
} from './topology.ts';

/** The port of the first service; the others get the next ones. */
const FIRST_PORT = 5300;

/** The scenario of a topology, which `up`, `load` and `verify` treat as any other. */
export function scenarioOf(topology: Topology): Scenario {
  const expected = expectations(topology);
  const requests = topology.requests.map(
    ({ name, service, method, path, weight }): NamedRequest => ({
      name,
      component: service,
      method,
      path,
      weight,
      expected: expected({ service, method, path }),
    }),
  );
  const [first] = topology.requests;
  if (first === undefined) throw new TypeError('a topology has at least one request');
  const { service: component, method, path } = first;
  const { redis } = topology;
  const store = redis && redisPart(redis.roundTripMs, REDIS_RELAY);
  return {
    name: topology.name,
    about: topology.about || `${counted(topology.services.length, 'service')} of your own`,
    entry: { component, port: 'http', method, path },
    expected: expected(first),
    requests,
    mayFail: topology.services.some(({ endpoints }) => endpoints.some(({ errors }) => errors > 0)),
    ...(redis && { redis }),
    components: [
      ...(store?.components ?? []),
      ...topology.services.map((service, i) => componentOf(service, FIRST_PORT + i, store?.url)),
    ],
  };
}

/** For fifty services on a laptop: without a bound, Node lets the heap grow while there is memory. */
const SMALL_HEAP = '--max-old-space-size=96 --max-semi-space-size=2';

/** All services run the same program, configured by an environment variable. */
function componentOf(
  service: TopologyService,
  port: number,
  redisUrl: RedisPart['url'] | undefined,
): ComponentSpec {
  const asksRedis = service.endpoints.flatMap(callsOf).some(({ kind }) => kind === 'redis');
  const spec = httpService(service.name, port, (address) => ({
    NODE_OPTIONS: SMALL_HEAP,
    ...(asksRedis && redisUrl && { REDIS_URL: redisUrl(address) }),
    TOPOLOGY: JSON.stringify(
      service.endpoints.map(({ method, path, latency, errors, steps }) => ({
        method,
        path,
        latency,
        errors,
        steps: steps.map((step) => ({
          parallel: step.parallel,
          calls: step.calls.map((call) => callFor(call, address)),
        })),
      })),
    ),
  }));
  return { ...spec, program: { kind: 'service', service: 'topology' } };
}

/** In the format that the service reads. */
const callFor = (call: Call, address: AddressOf): object =>
  call.kind === 'redis'
    ? { redis: call.command, keys: call.keys, times: call.times }
    : {
        method: call.method,
        url: `http://${address(call.service, 'http')}${call.path}`,
        times: call.times,
      };
