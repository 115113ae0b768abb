import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';

/** The Redis of a scenario, and its address. */
export interface RedisPart {
  readonly components: readonly ComponentSpec[];
  /** The URL for its clients. */
  readonly url: (address: AddressOf) => string;
}

/**
 * Redis and, for a remote one, a relay in front of it that delays every byte.
 *
 * @param roundTripMs the network round trip; 0 for a direct connection
 * @param relay the name of the relay component
 */
export function redisPart(roundTripMs: number, relay: string): RedisPart {
  const redis: ComponentSpec = {
    name: 'redis',
    program: { kind: 'redis' },
    ports: [{ name: 'redis', port: 6379, published: 'auto' }],
    ready: [{ kind: 'redis', port: 'redis' }],
    env: () => ({}),
  };
  if (roundTripMs === 0) return { components: [redis], url: urlOf('redis') };
  return { components: [redis, relayTo('redis', relay, roundTripMs)], url: urlOf(relay) };
}

const urlOf =
  (component: string) =>
  (address: AddressOf): string =>
    `redis://${address(component, 'redis')}`;

const relayTo = (target: string, name: string, roundTripMs: number): ComponentSpec => ({
  name,
  program: { kind: 'service', service: 'relay', untraced: true },
  ports: [{ name: 'redis', port: 6380, published: 'auto' }],
  // The answer comes from Redis behind the relay.
  ready: [{ kind: 'redis', port: 'redis' }],
  env: (address) => ({
    PORT: address(name, 'redis').replace(/^.*:/, ''),
    TARGET: address(target, 'redis'),
    ROUND_TRIP_MS: String(roundTripMs),
  }),
});
