import type { AddressOf, ComponentSpec } from '../runtime/runtime.ts';

/** A Redis of a scenario's own, and how it is reached. */
export interface RedisPart {
  readonly components: readonly ComponentSpec[];
  /** For whoever asks it. */
  readonly url: (address: AddressOf) => string;
}

/**
 * Redis, and where it is to be far away a relay before it that holds every byte back.
 *
 * @param roundTripMs how long a question and its answer are under way; 0 for a Redis that is asked directly
 * @param relay the name of the component that stands between
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
  // Answered by Redis at its other end.
  ready: [{ kind: 'redis', port: 'redis' }],
  env: (address) => ({
    PORT: address(name, 'redis').replace(/^.*:/, ''),
    TARGET: address(target, 'redis'),
    ROUND_TRIP_MS: String(roundTripMs),
  }),
});
