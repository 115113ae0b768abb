import type { ExpectedSpan } from '../model/hierarchy.ts';
import { httpService } from './http-service.ts';
import type { RequestVariant, Scenario } from './scenario.ts';

/** Files that a request asks Redis for. */
const FILES = 15;

/** gateway → sync, and below it what sync asks Redis. */
const asking = (...questions: readonly string[]): ExpectedSpan => ({
  service: 'sync-gateway',
  name: 'GET /sync',
  kind: 'server',
  children: [
    {
      service: 'sync-gateway',
      name: 'GET',
      kind: 'client',
      children: [
        {
          service: 'sync',
          name: 'GET /files',
          kind: 'server',
          children: questions.map((name) => ({
            service: 'sync',
            name,
            kind: 'client',
            children: [],
          })),
        },
      ],
    },
  ],
});

const oneByOne: RequestVariant = {
  name: 'one-by-one',
  path: '/sync?mode=one-by-one',
  expected: asking(...Array.from({ length: FILES }, () => 'get')),
};

const batched: RequestVariant = {
  name: 'batched',
  path: '/sync?mode=batched',
  expected: asking('mget'),
};

export const fileSync: Scenario = {
  name: 'file-sync',
  about: `sync-gateway → sync → a Redis 73 ms away: ${FILES} questions one by one, or one for all`,
  entry: { component: 'sync-gateway', port: 'http', method: 'GET', path: oneByOne.path },
  expected: oneByOne.expected,
  variants: [oneByOne, batched],
  components: [
    {
      name: 'redis',
      program: { kind: 'redis' },
      ports: [{ name: 'redis', port: 6379, published: 'auto' }],
      ready: [{ kind: 'redis', port: 'redis' }],
      env: () => ({}),
    },
    {
      name: 'relay',
      program: { kind: 'service', service: 'relay', untraced: true },
      ports: [{ name: 'redis', port: 6380, published: 'auto' }],
      // Answered by Redis at its other end.
      ready: [{ kind: 'redis', port: 'redis' }],
      env: (address) => ({
        PORT: address('relay', 'redis').replace(/^.*:/, ''),
        TARGET: address('redis', 'redis'),
        ROUND_TRIP_MS: '73',
      }),
    },
    httpService('sync', 5201, (address) => ({ REDIS_URL: `redis://${address('relay', 'redis')}` })),
    httpService('sync-gateway', 5200, (address) => ({
      SYNC_URL: `http://${address('sync', 'http')}`,
    })),
  ],
};
